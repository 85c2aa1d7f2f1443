package io.diffferv.engine.video;

import java.util.Arrays;

/** Adds an upright RGB difference to samples of one picture format. */
final class SampleDelta {
    private final PictureFormat format;
    private final ColourMatrix matrix;
    private final int width;
    private final int height;

    SampleDelta(PictureFormat format) {
        this.format = format;
        this.matrix = format.matrix();
        this.width = format.width();
        this.height = format.height();
    }

    short[][] add(short[][] planes, RgbImage delta) {
        short[][] sums = planes.clone();
        switch (format.layout().family()) {
            case RGB -> {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    sums[channel] = addRows(planes[channel], delta.samples(), channel);
                }
            }
            case GRAY -> sums[0] = addLuma(planes[0], delta.samples());
            case YUV -> {
                sums[0] = addLuma(planes[0], delta.samples());
                addChroma(sums, delta.samples());
            }
        }
        return sums;
    }

    private short[] addRows(short[] plane, float[] delta, int channel) {
        short[] sums = new short[plane.length];
        int step = format.rotation().step(height);
        for (int y = 0; y < height; y++) {
            int from = channel * width * height + format.rotation().rowStart(y, width, height);
            for (int x = 0; x < width; x++, from += step) {
                sums[y * width + x] = plus(plane[y * width + x], delta[from] * matrix.lumaSpan());
            }
        }
        return sums;
    }

    private short[] addLuma(short[] plane, float[] delta) {
        short[] sums = new short[plane.length];
        int size = width * height;
        int step = format.rotation().step(height);
        for (int y = 0; y < height; y++) {
            int from = format.rotation().rowStart(y, width, height);
            for (int x = 0; x < width; x++, from += step) {
                float luma = luma(delta[from], delta[size + from], delta[2 * size + from]);
                sums[y * width + x] = plus(plane[y * width + x], luma * matrix.lumaSpan());
            }
        }
        return sums;
    }

    private void addChroma(short[][] planes, float[] delta) {
        ChromaAxis columns = format.chromaColumns();
        ChromaAxis rows = format.chromaRows();
        int chromaWidth = columns.chromaSize();
        float[] cb = new float[chromaWidth * rows.chromaSize()];
        float[] cr = new float[cb.length];
        float[] rowCb = new float[chromaWidth];
        float[] rowCr = new float[chromaWidth];
        for (int y = 0; y < height; y++) {
            averageRow(delta, y, columns, rowCb, rowCr);
            accumulate(rowCb, cb, rows, y);
            accumulate(rowCr, cr, rows, y);
        }
        planes[1] = sum(planes[1], cb);
        planes[2] = sum(planes[2], cr);
    }

    /** Cb and Cr differences of one coded row, averaged along the row onto the chroma grid. */
    private void averageRow(float[] delta, int y, ChromaAxis columns, float[] cb, float[] cr) {
        Arrays.fill(cb, 0);
        Arrays.fill(cr, 0);
        float scaleCb = 0.5f / (1 - matrix.kb());
        float scaleCr = 0.5f / (1 - matrix.kr());
        int size = width * height;
        int from = format.rotation().rowStart(y, width, height);
        int step = format.rotation().step(height);
        for (int x = 0; x < width; x++, from += step) {
            float red = delta[from];
            float blue = delta[2 * size + from];
            float luma = luma(red, delta[size + from], blue);
            float lower = columns.downLower(x);
            float upper = columns.downUpper(x);
            cb[columns.lower(x)] += lower * scaleCb * (blue - luma);
            cb[columns.upper(x)] += upper * scaleCb * (blue - luma);
            cr[columns.lower(x)] += lower * scaleCr * (red - luma);
            cr[columns.upper(x)] += upper * scaleCr * (red - luma);
        }
    }

    private static void accumulate(float[] row, float[] plane, ChromaAxis rows, int y) {
        int lower = rows.lower(y) * row.length;
        int upper = rows.upper(y) * row.length;
        float lowerShare = rows.downLower(y);
        float upperShare = rows.downUpper(y);
        for (int i = 0; i < row.length; i++) {
            plane[lower + i] += lowerShare * row[i];
            plane[upper + i] += upperShare * row[i];
        }
    }

    private short[] sum(short[] plane, float[] delta) {
        short[] sums = new short[plane.length];
        for (int i = 0; i < plane.length; i++) {
            sums[i] = plus(plane[i], delta[i] * matrix.chromaSpan());
        }
        return sums;
    }

    private float luma(float red, float green, float blue) {
        return matrix.kr() * red + matrix.kg() * green + matrix.kb() * blue;
    }

    private short plus(short sample, float difference) {
        float sum = (sample & 0xffff) + difference + 0.5f;
        return (short) Math.max(0, Math.min(format.layout().maximum(), (int) Math.floor(sum)));
    }
}
