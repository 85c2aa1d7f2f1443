package io.diffferv.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.cuda.FusedKernels;

/**
 * Layers of feature maps {@code [batch, channels, height, width]} that take fewer passes over them by our own kernels,
 * where these fit. Results belong to the innermost open {@link TensorScope}.
 */
public final class FeatureMaps {
    private final Ops ops;

    /** Null where there are none. */
    private final FusedKernels kernels;

    FeatureMaps(Ops ops, FusedKernels kernels) {
        this.ops = ops;
        this.kernels = kernels;
    }

    public NDArray groupNorm(NDArray x, NDArray weight, NDArray bias, int groups, double eps) {
        return fusesNorm(x.getDataType(), x.getShape().get(1), groups)
                ? fusedGroupNorm(x, null, weight, bias, groups, eps, false)
                : ops.call("group_norm", x, ops.alike(weight, x), ops.alike(bias, x), groups, eps);
    }

    public NDArray groupNormSilu(NDArray x, NDArray weight, NDArray bias, int groups, double eps) {
        return fusesNorm(x.getDataType(), x.getShape().get(1), groups)
                ? fusedGroupNorm(x, null, weight, bias, groups, eps, true)
                : ops.call("group_norm_silu", x, ops.alike(weight, x), ops.alike(bias, x), groups, eps);
    }

    /** Group norm and SiLU of {@code x + shift}, where {@link #fusesNorm} says so; {@code shift} is {@code [channels]}. */
    public NDArray groupNormSilu(NDArray x, NDArray shift, NDArray weight, NDArray bias, int groups, double eps) {
        return fusedGroupNorm(x, shift, weight, bias, groups, eps, true);
    }

    /** Whether group norms of such feature maps take a shift for nothing here. */
    public boolean fusesNorm(DataType type, long channels, int groups) {
        return ops.prefersChannelsLast(type) && FusedKernels.fitsNorm(channels, groups);
    }

    private NDArray fusedGroupNorm(
            NDArray x, NDArray shift, NDArray weight, NDArray bias, int groups, double eps, boolean silu) {
        try (TensorScope scope = new TensorScope()) {
            NDArray dense = ops.channelsLast(x);
            NDArray out = channelsLastLike(dense);
            kernels.groupNorm(dense, shift, out, weight, bias, groups, eps, silu);
            return scope.keep(out);
        }
    }

    /** {@code base} plus the convolution of {@code x}, which has a bias and {@code base}'s shape. */
    public NDArray addConv2d(NDArray base, NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
        try (TensorScope scope = new TensorScope()) {
            if (!ops.fused(x) || !FusedKernels.fitsVectors(bias.size())) {
                return scope.keep(base.add(ops.conv2d(x, weight, bias, stride, padding)));
            }
            NDArray dense = ops.channelsLast(base);
            NDArray out = channelsLastLike(dense);
            kernels.addBiased(dense, ops.channelsLast(ops.conv2d(x, weight, null, stride, padding)), bias, out);
            return scope.keep(out);
        }
    }

    /**
     * {@code base} plus a linear layer of its tokens.
     *
     * @param base {@code [batch, channels, height, width]}
     * @param tokens {@code [batch, height · width, in]}
     */
    public NDArray addLinear(NDArray base, NDArray tokens, NDArray weight, NDArray bias) {
        try (TensorScope scope = new TensorScope()) {
            if (ops.fused(tokens) && FusedKernels.fitsVectors(bias.size())) {
                NDArray dense = ops.channelsLast(base);
                NDArray out = channelsLastLike(dense);
                kernels.addBiased(dense, ops.linear(tokens, weight, null), bias, out);
                return scope.keep(out);
            }
            Shape shape = base.getShape();
            NDArray map = ops.linear(tokens, weight, bias)
                    .reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
                    .transpose(0, 3, 1, 2);
            return scope.keep(base.add(map));
        }
    }

    /**
     * Convolves, and lays the four pictures that this gives into each other.
     *
     * @param x {@code [batch, in, height, width]}
     * @param phases {@code [4 · channels, in, 2, 2]}: of even rows and columns, odd columns, odd rows, and both
     * @param bias {@code [channels]}
     * @return {@code [batch, channels, 2 · height, 2 · width]}
     */
    public NDArray interleavedConv2d(NDArray x, NDArray phases, NDArray bias) {
        try (TensorScope scope = new TensorScope()) {
            if (!ops.fused(x) || !FusedKernels.fitsVectors(bias.size())) {
                return scope.keep(ops.call("interleave", ops.conv2d(x, phases, bias.tile(4), 1, 1)));
            }
            Shape shape = x.getShape();
            NDArray out = channelsLast(
                    x.getManager(),
                    x.getDataType(),
                    new Shape(shape.get(0), bias.size(), 2 * shape.get(2), 2 * shape.get(3)));
            kernels.interleave(ops.channelsLast(ops.conv2d(x, phases, null, 1, 1)), bias, out);
            return scope.keep(out);
        }
    }

    /** A new tensor of the shape of {@code x}, {@code [batch, channels, height, width]}, channels innermost. */
    private static NDArray channelsLastLike(NDArray x) {
        return channelsLast(x.getManager(), x.getDataType(), x.getShape());
    }

    private static NDArray channelsLast(NDManager manager, DataType type, Shape shape) {
        return manager.create(new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1)), type)
                .transpose(0, 3, 1, 2);
    }
}
