package io.diffferv.engine.video;

/** Rows of a coded picture as RGB in [0, 1]. For one thread. */
public final class RgbRows {
    private final PictureFormat format;
    private final short[][] planes;
    private final int width;

    /** RGB range value of every sample value of luma or a colour. */
    private final float[] lumas;

    private final float[][] rgb;
    private final Chroma chroma;

    RgbRows(PictureFormat format, short[][] planes) {
        this.format = format;
        this.planes = planes;
        this.width = format.width();
        this.rgb = new float[RgbImage.CHANNELS][width];
        ColourMatrix matrix = format.matrix();
        this.lumas = new float[format.layout().maximum() + 1];
        for (int sample = 0; sample < lumas.length; sample++) {
            lumas[sample] = (sample - matrix.lumaOffset()) / matrix.lumaSpan();
        }
        this.chroma = format.layout().family() == PixelLayout.Family.YUV ? new Chroma() : null;
    }

    /** @return {@code [3, width]}, overwritten by the next call */
    public float[][] row(int y) {
        int from = y * width;
        switch (format.layout().family()) {
            case RGB -> {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    read(planes[channel], from, rgb[channel]);
                }
            }
            case GRAY -> {
                read(planes[0], from, rgb[0]);
                System.arraycopy(rgb[0], 0, rgb[1], 0, width);
                System.arraycopy(rgb[0], 0, rgb[2], 0, width);
            }
            case YUV -> {
                read(planes[0], from, rgb[0]);
                chroma.colour(y);
            }
        }
        for (float[] channel : rgb) {
            clip(channel);
        }
        return rgb;
    }

    private void read(short[] plane, int from, float[] row) {
        for (int x = 0; x < row.length; x++) {
            row[x] = lumas[plane[from + x] & 0xffff];
        }
    }

    private static void clip(float[] row) {
        for (int x = 0; x < row.length; x++) {
            row[x] = Math.max(0, Math.min(1, row[x]));
        }
    }

    /** Adds the colours to a row of luma. */
    private final class Chroma {
        private final ColourMatrix matrix = format.matrix();
        private final ChromaAxis columns = format.chromaColumns();
        private final ChromaAxis rows = format.chromaRows();
        private final float[] narrow = new float[columns.chromaSize()];
        private final float[] cb = new float[width];
        private final float[] cr = new float[width];

        void colour(int y) {
            widen(planes[1], y, cb);
            widen(planes[2], y, cr);
            float redOfCr = 2 * (1 - matrix.kr());
            float blueOfCb = 2 * (1 - matrix.kb());
            float greenOfCr = -redOfCr * matrix.kr() / matrix.kg();
            float greenOfCb = -blueOfCb * matrix.kb() / matrix.kg();
            float[] red = rgb[0];
            float[] green = rgb[1];
            float[] blue = rgb[2];
            for (int x = 0; x < width; x++) {
                float luma = red[x];
                red[x] = luma + redOfCr * cr[x];
                green[x] = luma + greenOfCb * cb[x] + greenOfCr * cr[x];
                blue[x] = luma + blueOfCb * cb[x];
            }
        }

        /** One full-width row of Cb or Cr in [-0.5, 0.5]. */
        private void widen(short[] plane, int y, float[] wide) {
            int above = rows.lower(y) * narrow.length;
            int below = rows.upper(y) * narrow.length;
            float share = rows.weight(y);
            float scale = 1 / matrix.chromaSpan();
            float offset = matrix.chromaOffset();
            for (int i = 0; i < narrow.length; i++) {
                float a = plane[above + i] & 0xffff;
                float b = plane[below + i] & 0xffff;
                narrow[i] = (a + (b - a) * share - offset) * scale;
            }
            columns.widen(narrow, wide);
        }
    }
}
