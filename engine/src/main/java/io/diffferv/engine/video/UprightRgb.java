package io.diffferv.engine.video;

/** Turns samples of one picture format into upright RGB in [0, 1]. */
final class UprightRgb {
    private final PictureFormat format;

    UprightRgb(PictureFormat format) {
        this.format = format;
    }

    RgbImage of(short[][] planes) {
        int width = format.width();
        int height = format.height();
        RgbImage upright = RgbImage.black(format.uprightWidth(), format.uprightHeight());
        RgbRows rows = new RgbRows(format, planes);
        for (int y = 0; y < height; y++) {
            float[][] row = rows.row(y);
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                int to = channel * width * height + format.rotation().rowStart(y, width, height);
                put(row[channel], upright.samples(), to, format.rotation().step(height));
            }
        }
        return upright;
    }

    private static void put(float[] row, float[] samples, int from, int step) {
        if (step == 1) {
            System.arraycopy(row, 0, samples, from, row.length);
            return;
        }
        for (int x = 0, to = from; x < row.length; x++, to += step) {
            samples[to] = row[x];
        }
    }
}
