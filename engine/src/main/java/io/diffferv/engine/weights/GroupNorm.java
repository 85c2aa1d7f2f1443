package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;

/** Group normalisation with its weights {@code [channels]}. */
public record GroupNorm(Ops ops, NDArray weight, NDArray bias, int groups, double eps) {
    public static GroupNorm load(Ops ops, WeightMap weights, int channels, int groups, double eps) {
        return new GroupNorm(ops, weights.tensor("weight", channels), weights.tensor("bias", channels), groups, eps);
    }

    /** {@code [batch, channels, height, width]}, same shape out. */
    public NDArray forward(NDArray x) {
        return ops.maps().groupNorm(x, weight, bias, groups, eps);
    }

    public NDArray silu(NDArray x) {
        return ops.maps().groupNormSilu(x, weight, bias, groups, eps);
    }

    /** Norm and SiLU of {@code conv}'s output, whose bias {@code shift}, {@code [channels]}, replaces. */
    public NDArray silu(Conv2d conv, NDArray x, NDArray shift) {
        if (!ops.maps().fusesNorm(x.getDataType(), shift.size(), groups)) {
            return silu(conv.forward(x, shift));
        }
        return ops.maps().groupNormSilu(conv.forward(x, null), shift, weight, bias, groups, eps);
    }
}
