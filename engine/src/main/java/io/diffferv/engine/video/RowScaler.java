package io.diffferv.engine.video;

import java.util.Arrays;

/**
 * Planes at another size, row by row, as {@link RgbImage#resized} makes them: bicubic when they grow (Keys's kernel with
 * a = -0.75, borders repeated, as in OpenCV), area averages when they shrink. For one thread.
 */
public final class RowScaler {
    private static final float A = -0.75f;
    private static final int TAPS = 4;

    /** Columns repeated on either side of a row, so that no tap lies outside. */
    private static final int BORDER = 2;

    private final float[][] planes;
    private final int width;
    private final int height;
    private final int newHeight;

    /** Rows that are 0 in all planes. */
    private final boolean[] empty;

    private final int[] firstTap;
    private final float[][] shares;
    private final float[] padded;

    /** Rows at their new width, each in the place of its number modulo four. */
    private final float[][][] widened;

    private final int[] held = new int[TAPS];

    private RowScaler(float[][] planes, int width, int height, int newWidth, int newHeight) {
        this.planes = planes;
        this.width = width;
        this.height = height;
        this.newHeight = newHeight;
        this.empty = new boolean[height];
        this.firstTap = new int[newWidth];
        this.shares = new float[TAPS][newWidth];
        this.padded = new float[width + 2 * BORDER];
        this.widened = new float[TAPS][planes.length][newWidth];
        Arrays.fill(held, -1);
        for (int y = 0; y < height; y++) {
            empty[y] = isZero(y);
        }
        float[] share = new float[TAPS];
        for (int x = 0; x < newWidth; x++) {
            firstTap[x] = kernel(x, width, newWidth, share) - 1 + BORDER;
            for (int tap = 0; tap < TAPS; tap++) {
                shares[tap][x] = share[tap];
            }
        }
    }

    /** @param planes of one size, rows without padding; not written to while this is in use */
    public static RowScaler of(float[][] planes, int width, int height, int newWidth, int newHeight) {
        if (newWidth > width || newHeight > height) {
            return new RowScaler(planes, width, height, newWidth, newHeight);
        }
        float[][] shrunk = new float[planes.length][];
        for (int plane = 0; plane < planes.length; plane++) {
            shrunk[plane] = RgbImage.resized(planes[plane], width, height, newWidth, newHeight);
        }
        return new RowScaler(shrunk, newWidth, newHeight, newWidth, newHeight);
    }

    /**
     * One row of the new size.
     *
     * @param out {@code [planes, newWidth]}; left as it was where the row is 0
     * @return whether the row is not 0 everywhere
     */
    public boolean row(int y, float[][] out) {
        float[] share = new float[TAPS];
        int first = kernel(y, height, newHeight, share) - 1;
        float[][][] rows = new float[TAPS][][];
        boolean zero = true;
        for (int tap = 0; tap < TAPS; tap++) {
            zero &= empty[clamped(first + tap)];
        }
        if (zero) {
            return false;
        }
        for (int tap = 0; tap < TAPS; tap++) {
            rows[tap] = widened(clamped(first + tap));
        }
        for (int plane = 0; plane < out.length; plane++) {
            blend(rows[0][plane], rows[1][plane], rows[2][plane], rows[3][plane], share, out[plane]);
        }
        return true;
    }

    private static void blend(float[] a, float[] b, float[] c, float[] d, float[] share, float[] out) {
        float shareA = share[0];
        float shareB = share[1];
        float shareC = share[2];
        float shareD = share[3];
        for (int x = 0; x < out.length; x++) {
            out[x] = a[x] * shareA + b[x] * shareB + c[x] * shareC + d[x] * shareD;
        }
    }

    private int clamped(int row) {
        return Math.max(0, Math.min(height - 1, row));
    }

    private float[][] widened(int row) {
        int place = row % TAPS;
        if (held[place] != row) {
            held[place] = row;
            for (int plane = 0; plane < planes.length; plane++) {
                widen(planes[plane], row * width, widened[place][plane]);
            }
        }
        return widened[place];
    }

    private void widen(float[] plane, int from, float[] wide) {
        Arrays.fill(padded, 0, BORDER, plane[from]);
        System.arraycopy(plane, from, padded, BORDER, width);
        Arrays.fill(padded, BORDER + width, padded.length, plane[from + width - 1]);
        float[] a = shares[0];
        float[] b = shares[1];
        float[] c = shares[2];
        float[] d = shares[3];
        for (int x = 0; x < wide.length; x++) {
            int at = firstTap[x];
            wide[x] = padded[at] * a[x] + padded[at + 1] * b[x] + padded[at + 2] * c[x] + padded[at + 3] * d[x];
        }
    }

    private boolean isZero(int row) {
        for (float[] plane : planes) {
            for (int i = row * width; i < (row + 1) * width; i++) {
                if (plane[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @return the sample at or before a new position; the taps are this one, one before and two after */
    private static int kernel(int at, int size, int newSize, float[] share) {
        float position = (float) ((at + 0.5) * ((double) size / newSize) - 0.5);
        int floor = (int) Math.floor(position);
        float x = position - floor;
        share[0] = ((A * (x + 1) - 5 * A) * (x + 1) + 8 * A) * (x + 1) - 4 * A;
        share[1] = ((A + 2) * x - (A + 3)) * x * x + 1;
        share[2] = ((A + 2) * (1 - x) - (A + 3)) * (1 - x) * (1 - x) + 1;
        share[3] = 1 - share[0] - share[1] - share[2];
        return floor;
    }
}
