package io.diffferv.engine.flow;

/** Bilinear reading of planes at fractional positions: pixel centres at integers, zero outside the frame. */
public final class Bilinear {
    private Bilinear() {}

    /** Value of the plane {@code [height, width]} that starts at {@code offset}, at column {@code x} and row {@code y}. */
    public static float sample(float[] planes, int offset, int width, int height, float x, float y) {
        if (x >= 0 && y >= 0 && x < width - 1 && y < height - 1) {
            int column = (int) x;
            int row = (int) y;
            int from = offset + row * width + column;
            float right = x - column;
            float upper = (1 - right) * planes[from] + right * planes[from + 1];
            float lower = (1 - right) * planes[from + width] + right * planes[from + width + 1];
            float below = y - row;
            return (1 - below) * upper + below * lower;
        }
        return atBorder(planes, offset, width, height, x, y);
    }

    private static float atBorder(float[] planes, int offset, int width, int height, float x, float y) {
        float left = (float) Math.floor(x);
        float top = (float) Math.floor(y);
        // Not one neighbour inside; written so that NaN and infinities, which no cast survives, end here as well.
        if (!(left >= -1 && left < width && top >= -1 && top < height)) {
            return 0;
        }
        int column = (int) left;
        int row = (int) top;
        float right = x - left;
        float below = y - top;
        float upper = (1 - right) * at(planes, offset, width, height, column, row)
                + right * at(planes, offset, width, height, column + 1, row);
        float lower = (1 - right) * at(planes, offset, width, height, column, row + 1)
                + right * at(planes, offset, width, height, column + 1, row + 1);
        return (1 - below) * upper + below * lower;
    }

    private static float at(float[] planes, int offset, int width, int height, int column, int row) {
        return column < 0 || column >= width || row < 0 || row >= height ? 0 : planes[offset + row * width + column];
    }
}
