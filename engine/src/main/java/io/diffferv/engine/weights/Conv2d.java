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
        return new Conv2d(ops, arranged(ops, weight), weights.tensor("bias", out), stride, padding);
    }

    public static Conv2d loadUnbiased(
            Ops ops, WeightMap weights, int in, int out, int kernel, int stride, int padding) {
        NDArray weight = weights.tensor("weight", out, in, kernel, kernel);
        return new Conv2d(ops, arranged(ops, weight), null, stride, padding);
    }

    /** The weight as {@code ops} is fastest with; closes the given one if that is another. */
    static NDArray arranged(Ops ops, NDArray weight) {
        if (!ops.prefersChannelsLast(weight.getDataType())) {
            return weight;
        }
        NDArray arranged = ops.channelsLast(weight);
        weight.close();
        return arranged;
    }

    /** {@code [batch, in, height, width]} to {@code [batch, out, height / stride, width / stride]}. */
    public NDArray forward(NDArray x) {
        return forward(x, bias);
    }

    /** As {@link #forward} without the bias, for callers that add it with something else. */
    public NDArray unbiased(NDArray x) {
        return forward(x, null);
    }

    /** {@code base + forward(x)}; needs a bias. */
    public NDArray addedTo(NDArray base, NDArray x) {
        return ops.maps().addConv2d(base, x, weight, bias, stride, padding);
    }

    /** {@code other.forward(y) + forward(x)}, with both biases in one pass. */
    public NDArray addedTo(Conv2d other, NDArray y, NDArray x) {
        return ops.maps().addConv2d(other.unbiased(y), x, weight, bias.add(other.bias), stride, padding);
    }

    /** As {@link #forward} with another bias, {@code [out]} or null. */
    NDArray forward(NDArray x, NDArray otherBias) {
        return ops.conv2d(x, weight, otherBias, stride, padding);
    }
}
