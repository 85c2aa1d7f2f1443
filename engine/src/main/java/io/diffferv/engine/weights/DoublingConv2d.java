package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.FeatureMaps;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;

/**
 * Repeats each value in both directions, then a 3×3 convolution. Of the nine values that it sees, four are different,
 * so that the even and odd rows and columns of its result are four convolutions of 2×2, with weights added up
 * beforehand: 4/9 of the work.
 *
 * @param conv the convolution as it is stored, where its weights are trained; else null
 * @param phases {@code [4 · channels, channels, 2, 2]}, see {@link FeatureMaps#interleavedConv2d}; or null
 * @param bias {@code [channels]}
 */
public record DoublingConv2d(Ops ops, Conv2d conv, NDArray phases, NDArray bias) {
    /** Stored taps that each of two places sees: an even row the row above once and its own twice. */
    private static final float[][][] SEEN = {{{1, 0, 0}, {0, 1, 1}}, {{1, 1, 0}, {0, 0, 1}}};

    private static final int TAPS = 3;
    private static final int PLACES = 2;

    /** As wide out as in. */
    public static DoublingConv2d load(Ops ops, WeightMap weights, int channels) {
        if (ops.tracksWeights()) {
            Conv2d conv = Conv2d.load(ops, weights, channels, channels, TAPS);
            return new DoublingConv2d(ops, conv, null, conv.bias());
        }
        NDArray weight = weights.tensor("weight", channels, channels, TAPS, TAPS);
        NDArray phases = Conv2d.arranged(ops, phases(weight, channels));
        weight.close();
        return new DoublingConv2d(ops, null, phases, weights.tensor("bias", channels));
    }

    /** Owned by the weight's manager. */
    private static NDArray phases(NDArray weight, int channels) {
        try (TensorScope scope = new TensorScope()) {
            NDManager manager = weight.getManager();
            NDArray sums = manager.create(sums(), new Shape(PLACES * PLACES * PLACES * PLACES, TAPS * TAPS));
            NDArray phases = weight.toType(DataType.FLOAT32, false)
                    .reshape((long) channels * channels, TAPS * TAPS)
                    .matMul(sums.transpose())
                    .reshape(channels, channels, (long) PLACES * PLACES, PLACES, PLACES)
                    .transpose(2, 0, 1, 3, 4)
                    .reshape((long) PLACES * PLACES * channels, channels, PLACES, PLACES)
                    .toType(weight.getDataType(), false);
            return scope.keep(phases);
        }
    }

    /** {@code [phases · places, taps]}, rows before columns in each. */
    private static float[] sums() {
        float[] sums = new float[PLACES * PLACES * PLACES * PLACES * TAPS * TAPS];
        for (int i = 0; i < sums.length; i++) {
            int tap = i % (TAPS * TAPS);
            // A bit each: row and column of the result, row and column of x.
            int place = i / (TAPS * TAPS);
            sums[i] = SEEN[place / 8][place / 2 % 2][tap / TAPS] * SEEN[place / 4 % 2][place % 2][tap % TAPS];
        }
        return sums;
    }

    /** {@code [batch, channels, height, width]} to {@code [batch, channels, 2 · height, 2 · width]}. */
    public NDArray forward(NDArray x) {
        return phases == null
                ? conv.forward(ops.upsampleNearest(x))
                : ops.maps().interleavedConv2d(x, phases, bias);
    }
}
