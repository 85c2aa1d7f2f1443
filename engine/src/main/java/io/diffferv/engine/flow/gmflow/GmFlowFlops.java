package io.diffferv.engine.flow.gmflow;

/**
 * Floating-point operations of one estimate in both directions, a multiplication with its addition counted as two
 * (method.md L and J.5): convolutions, projections and attention; norms and activations are left out.
 */
final class GmFlowFlops {
    private static final int FEATURES = 128;
    private static final int LAYERS = 6;
    private static final int WINDOWS = 4;

    private GmFlowFlops() {}

    /** @param pixels of one frame */
    static double count(double pixels) {
        double places = pixels / 64;
        return 2 * backbone(pixels) + 2 * LAYERS * layer(places) + matching(places) + 2 * upsampling(places);
    }

    private static double backbone(double pixels) {
        return 2 * pixels / 4 * (49 * 3 * 64 + 4 * 9 * 64 * 64)
                + 2 * pixels / 16 * (9 * 64 * 96 + 3 * 9 * 96 * 96 + 64 * 96)
                + 2 * pixels / 64 * (9 * 96 * FEATURES + 3 * 9 * FEATURES * FEATURES + 96 * FEATURES)
                + 2 * pixels / 64 * FEATURES * FEATURES;
    }

    /** Self- and cross-attention inside windows, each with four projections, then the feed-forward of one map. */
    private static double layer(double places) {
        double attention = 4 * places * (places / WINDOWS) * FEATURES + 8 * places * FEATURES * FEATURES;
        double feedForward = 2 * places * (2 * FEATURES * 8 * FEATURES + 8 * FEATURES * FEATURES);
        return 2 * attention + feedForward;
    }

    /** All places against all, once; then in each direction the mean of the grid, and the flow's own attention. */
    private static double matching(double places) {
        double similarity = 2 * places * places * FEATURES;
        double mean = 2 * places * places * 2;
        double projections = 4 * places * FEATURES * FEATURES;
        return similarity + 2 * (mean + projections + similarity + mean);
    }

    private static double upsampling(double places) {
        return 2 * places * (9 * (2 + FEATURES) * 256 + 256 * 9 * 64);
    }
}
