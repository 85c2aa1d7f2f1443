package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;

/** Layer normalisation over the last axis with its weights {@code [channels]}; eps 1e-5 in every network here. */
public record LayerNorm(Ops ops, NDArray weight, NDArray bias) {
    private static final double EPS = 1e-5;

    public static LayerNorm load(Ops ops, WeightMap weights, int channels) {
        return new LayerNorm(ops, weights.tensor("weight", channels), weights.tensor("bias", channels));
    }

    public NDArray forward(NDArray x) {
        return ops.layerNorm(x, weight, bias, EPS);
    }

    /** {@code x + y} and its norm. */
    public Ops.NormedSum ofSum(NDArray x, NDArray y) {
        return ops.addLayerNorm(x, y, weight, bias, EPS);
    }
}
