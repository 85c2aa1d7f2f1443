package io.diffferv.engine.video;

/** Turns samples of one picture format into upright RGB in [0, 1], one coded row at a time. */
final class UprightRgb {
    private final PictureFormat format;
    private final ColourMatrix matrix;
    private final int width;
    private final int height;

    UprightRgb(PictureFormat format) {
        this.format = format;
        this.matrix = format.matrix();
        this.width = format.width();
        this.height = format.height();
    }

    RgbImage of(short[][] planes) {
        float[] rgb = new float[RgbImage.CHANNELS * width * height];
        switch (format.layout().family()) {
            case RGB -> {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    copyPlane(planes[channel], rgb, channel);
                }
            }
            case GRAY -> {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    copyPlane(planes[0], rgb, channel);
                }
            }
            case YUV -> convert(planes, rgb);
        }
        return new RgbImage(format.uprightWidth(), format.uprightHeight(), rgb);
    }

    private void copyPlane(short[] samples, float[] rgb, int channel) {
        int step = format.rotation().step(height);
        for (int y = 0; y < height; y++) {
            int to = channel * width * height + format.rotation().rowStart(y, width, height);
            for (int x = 0; x < width; x++, to += step) {
                rgb[to] = clip(luma(samples[y * width + x]));
            }
        }
    }

    private void convert(short[][] planes, float[] rgb) {
        ChromaAxis columns = format.chromaColumns();
        ChromaAxis rows = format.chromaRows();
        float[] narrow = new float[columns.chromaSize()];
        float[] cb = new float[width];
        float[] cr = new float[width];
        for (int y = 0; y < height; y++) {
            chromaRow(planes[1], rows, columns, y, narrow, cb);
            chromaRow(planes[2], rows, columns, y, narrow, cr);
            writeRow(planes[0], y, cb, cr, rgb);
        }
    }

    /** One full-width row of Cb or Cr in [-0.5, 0.5]. */
    private void chromaRow(short[] plane, ChromaAxis rows, ChromaAxis columns, int y, float[] narrow, float[] wide) {
        int above = rows.lower(y) * narrow.length;
        int below = rows.upper(y) * narrow.length;
        float share = rows.weight(y);
        float scale = 1 / matrix.chromaSpan();
        for (int i = 0; i < narrow.length; i++) {
            float a = plane[above + i] & 0xffff;
            float b = plane[below + i] & 0xffff;
            narrow[i] = (a + (b - a) * share - matrix.chromaOffset()) * scale;
        }
        for (int x = 0; x < wide.length; x++) {
            float left = narrow[columns.lower(x)];
            wide[x] = left + (narrow[columns.upper(x)] - left) * columns.weight(x);
        }
    }

    private void writeRow(short[] luma, int y, float[] cb, float[] cr, float[] rgb) {
        float redOfCr = 2 * (1 - matrix.kr());
        float blueOfCb = 2 * (1 - matrix.kb());
        float greenOfCr = -redOfCr * matrix.kr() / matrix.kg();
        float greenOfCb = -blueOfCb * matrix.kb() / matrix.kg();
        int plane = width * height;
        int to = format.rotation().rowStart(y, width, height);
        int step = format.rotation().step(height);
        for (int x = 0; x < width; x++, to += step) {
            float value = luma(luma[y * width + x]);
            rgb[to] = clip(value + redOfCr * cr[x]);
            rgb[plane + to] = clip(value + greenOfCb * cb[x] + greenOfCr * cr[x]);
            rgb[2 * plane + to] = clip(value + blueOfCb * cb[x]);
        }
    }

    private float luma(short sample) {
        return ((sample & 0xffff) - matrix.lumaOffset()) / matrix.lumaSpan();
    }

    private static float clip(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
