package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;

/**
 * A square convolution with its weights {@code [out, in, kernel, kernel]}.
 *
 * @param bias {@code [out]}, or null
 */
public record Conv2d(Ops ops, NDArray weight, NDArray bias, int stride, int padding) {
    /** Stride 1, as wide out as in. */
    public static Conv2d load(Ops ops, WeightMap weights, int in, int out, int kernel) {
        return load(ops, weights, in, out, kernel, 1, kernel / 2);
    }

    public static Conv2d load(Ops ops, WeightMap weights, int in, int out, int kernel, int stride, int padding) {
        NDArray weight = weights.tensor("weight", out, in, kernel, kernel);
        return new Conv2d(ops, weight, weights.tensor("bias", out), stride, padding);
    }

    public static Conv2d loadUnbiased(
            Ops ops, WeightMap weights, int in, int out, int kernel, int stride, int padding) {
        return new Conv2d(ops, weights.tensor("weight", out, in, kernel, kernel), null, stride, padding);
    }

    /** {@code [batch, in, height, width]} to {@code [batch, out, height / stride, width / stride]}. */
    public NDArray forward(NDArray x) {
        return ops.conv2d(x, weight, bias, stride, padding);
    }
}
