package io.diffferv.engine.flow.gmflow;

/** Where a token lies inside its window, as sines and cosines (method.md L step 3). */
final class PositionEmbeddingSine {
    private static final double TEMPERATURE = 10000;
    private static final double EPS = 1e-6;

    private PositionEmbeddingSine() {}

    /** Row-major {@code [channels, height, width]}: the first half of the channels encodes y, the second x. */
    static float[] window(int channels, int height, int width) {
        int half = channels / 2;
        float[] code = new float[channels * height * width];
        for (int i = 0; i < code.length; i++) {
            int channel = i / (height * width);
            int x = i % width;
            int y = i / width % height;
            double coordinate = channel < half ? (y + 1) / (height + EPS) : (x + 1) / (width + EPS);
            int k = channel % half;
            double angle = coordinate * 2 * Math.PI / Math.pow(TEMPERATURE, 2.0 * (k / 2) / half);
            code[i] = (float) (k % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
        }
        return code;
    }

    /** The code of one window repeated for 2x2 windows: {@code [channels, 2 windowHeight, 2 windowWidth]}. */
    static float[] twoByTwo(int channels, int windowHeight, int windowWidth) {
        float[] window = window(channels, windowHeight, windowWidth);
        int width = 2 * windowWidth;
        int height = 2 * windowHeight;
        float[] code = new float[channels * height * width];
        for (int i = 0; i < code.length; i++) {
            int channel = i / (height * width);
            int row = i / width % height % windowHeight;
            int column = i % width % windowWidth;
            code[i] = window[(channel * windowHeight + row) * windowWidth + column];
        }
        return code;
    }
}
