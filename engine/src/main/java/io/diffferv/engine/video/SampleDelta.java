package io.diffferv.engine.video;

/** Adds an RGB difference to samples of one picture format. */
final class SampleDelta {
    private final PictureFormat format;
    private final ColourMatrix matrix;
    private final int width;
    private final int maximum;

    SampleDelta(PictureFormat format) {
        this.format = format;
        this.matrix = format.matrix();
        this.width = format.width();
        this.maximum = format.layout().maximum();
    }

    /** @return new arrays for the planes that carry colour */
    short[][] add(short[][] planes, RowDelta difference) {
        boolean rgb = format.layout().family() == PixelLayout.Family.RGB;
        boolean yuv = format.layout().family() == PixelLayout.Family.YUV;
        short[][] sums = planes.clone();
        for (int plane = 0; plane < (rgb ? RgbImage.CHANNELS : 1); plane++) {
            sums[plane] = planes[plane].clone();
        }
        RgbRows own = new RgbRows(format, planes);
        ChromaDelta chroma = yuv ? new ChromaDelta(format) : null;
        float[][] delta = new float[RgbImage.CHANNELS][width];
        float[] luma = new float[width];
        for (int y = 0; y < format.height(); y++) {
            if (!difference.fill(y, own, delta)) {
                continue;
            }
            if (rgb) {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    addRow(sums[channel], y * width, delta[channel], matrix.lumaSpan());
                }
                continue;
            }
            matrix.luma(delta, luma);
            addRow(sums[0], y * width, luma, matrix.lumaSpan());
            if (yuv) {
                chroma.add(y, delta, luma);
            }
        }
        if (yuv) {
            sums[1] = planes[1].clone();
            sums[2] = planes[2].clone();
            addRow(sums[1], 0, chroma.cb(), matrix.chromaSpan());
            addRow(sums[2], 0, chroma.cr(), matrix.chromaSpan());
        }
        return sums;
    }

    private void addRow(short[] samples, int from, float[] delta, float span) {
        for (int x = 0; x < delta.length; x++) {
            // Rounds; what is below 0 becomes 0 either way.
            int sum = (int) ((samples[from + x] & 0xffff) + delta[x] * span + 0.5f);
            samples[from + x] = (short) Math.max(0, Math.min(maximum, sum));
        }
    }
}
