package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.WeightMap;

/** Two 3x3 convolutions with instance norm, added to the input, which a 1x1 convolution fits where shapes differ. */
final class ResidualBlock {
    private final Ops ops;
    private final Conv2d conv1;
    private final Conv2d conv2;
    private final Conv2d downsample;

    ResidualBlock(Ops ops, WeightMap weights, int in, int out, int stride) {
        this.ops = ops;
        this.conv1 = Conv2d.loadUnbiased(ops, weights.at("conv1"), in, out, 3, stride, 1);
        this.conv2 = Conv2d.loadUnbiased(ops, weights.at("conv2"), out, out, 3, 1, 1);
        this.downsample =
                stride == 1 && in == out ? null : Conv2d.load(ops, weights.at("downsample", 0), in, out, 1, stride, 0);
    }

    /** {@code [images, in, height, width]} to {@code [images, out, height / stride, width / stride]}. */
    NDArray forward(NDArray x) {
        NDArray branch = ops.relu(norm(conv1.forward(x)));
        branch = ops.relu(norm(conv2.forward(branch)));
        return ops.relu(branch.add(downsample == null ? x : norm(downsample.forward(x))));
    }

    private NDArray norm(NDArray x) {
        return ops.instanceNorm(x, CnnEncoder.EPS);
    }
}
