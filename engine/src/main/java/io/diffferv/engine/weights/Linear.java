package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;

/**
 * A linear layer with its weights {@code [out, in]}.
 *
 * @param bias {@code [out]}, or null
 */
public record Linear(Ops ops, NDArray weight, NDArray bias) {
    public static Linear load(Ops ops, WeightMap weights, int in, int out) {
        return new Linear(ops, weights.tensor("weight", out, in), weights.tensor("bias", out));
    }

    /** A convolution of kernel 1, as a layer on tokens. */
    public static Linear loadPointwise(Ops ops, WeightMap weights, int in, int out) {
        NDArray kernel = weights.tensor("weight", out, in, 1, 1);
        return new Linear(ops, kernel.reshape(out, in), weights.tensor("bias", out));
    }

    public static Linear loadUnbiased(Ops ops, WeightMap weights, int in, int out) {
        return new Linear(ops, weights.tensor("weight", out, in), null);
    }

    /** {@code [..., in]} to {@code [..., out]}. */
    public NDArray forward(NDArray x) {
        return ops.linear(x, weight, bias);
    }

    /** {@code map}, {@code [batch, out, height, width]}, plus the layer of its tokens {@code x}; needs a bias. */
    public NDArray addedTo(NDArray map, NDArray x) {
        return ops.maps().addLinear(map, x, weight, bias);
    }

    /** Twice the width of {@code geglu}'s result, first half times gelu of the second. */
    public NDArray geglu(NDArray x) {
        return ops.geglu(x, weight, bias);
    }
}
