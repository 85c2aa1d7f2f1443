package io.diffferv.engine.flow;

import java.util.Arrays;

/**
 * Forward flow on the grid of attention tokens, each covering stride x stride pixels (method.md C.3 step 3).
 *
 * @param motion mean displacement of a token's pixels, in tokens
 * @param occluded {@code [rows, columns]}, true when more than half of the token's pixels are occluded
 * @param residual {@code [rows, columns]}, mean forward-backward residual of the token's pixels, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data, never used as a key
public record TokenGridFlow(FlowField motion, boolean[] occluded, float[] residual) {
    public TokenGridFlow {
        if (occluded.length != motion.pixels() || residual.length != motion.pixels()) {
            throw new IllegalArgumentException("%d tokens cannot have %d occlusion flags and %d residuals."
                    .formatted(motion.pixels(), occluded.length, residual.length));
        }
    }

    /**
     * @param stride pixels per token side; both sides of the frame must be multiples of it
     */
    public static TokenGridFlow of(CheckedFlow flow, int stride) {
        FlowField forward = flow.pair().forward();
        if (stride < 1 || forward.width() % stride != 0 || forward.height() % stride != 0) {
            throw new IllegalArgumentException("A frame of %d x %d pixels has no whole tokens of %d pixels."
                    .formatted(forward.width(), forward.height(), stride));
        }
        int columns = forward.width() / stride;
        int rows = forward.height() / stride;
        float[] occludedShare = blockMeans(asNumbers(flow.occluded()), columns, rows, stride);
        boolean[] occludedTokens = new boolean[occludedShare.length];
        for (int token = 0; token < occludedTokens.length; token++) {
            occludedTokens[token] = occludedShare[token] > 0.5f;
        }
        FlowField motion = new FlowField(
                columns,
                rows,
                scaled(blockMeans(forward.x(), columns, rows, stride), 1f / stride),
                scaled(blockMeans(forward.y(), columns, rows, stride), 1f / stride));
        return new TokenGridFlow(motion, occludedTokens, blockMeans(flow.residual(), columns, rows, stride));
    }

    /** Means of the stride x stride blocks of a plane {@code [rows * stride, columns * stride]}. */
    private static float[] blockMeans(float[] plane, int columns, int rows, int stride) {
        double[] sums = new double[columns * rows];
        int width = columns * stride;
        for (int p = 0; p < plane.length; p++) {
            sums[p / width / stride * columns + p % width / stride] += plane[p];
        }
        float[] means = new float[sums.length];
        for (int token = 0; token < sums.length; token++) {
            means[token] = (float) (sums[token] / (stride * stride));
        }
        return means;
    }

    private static float[] asNumbers(boolean[] flags) {
        float[] numbers = new float[flags.length];
        for (int i = 0; i < flags.length; i++) {
            numbers[i] = flags[i] ? 1 : 0;
        }
        return numbers;
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = Arrays.copyOf(values, values.length);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
