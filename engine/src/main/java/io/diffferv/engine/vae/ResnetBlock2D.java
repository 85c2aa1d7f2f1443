package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.GroupNorm;
import io.diffferv.engine.weights.WeightMap;

/** Residual block without a time embedding. */
final class ResnetBlock2D {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d convShortcut;

    ResnetBlock2D(Ops ops, WeightMap weights, int in, int out, int groups) {
        this.norm1 = GroupNorm.load(ops, weights.at("norm1"), in, groups, AutoencoderKL.NORM_EPS);
        this.conv1 = Conv2d.load(ops, weights.at("conv1"), in, out, 3);
        this.norm2 = GroupNorm.load(ops, weights.at("norm2"), out, groups, AutoencoderKL.NORM_EPS);
        this.conv2 = Conv2d.load(ops, weights.at("conv2"), out, out, 3);
        this.convShortcut = in == out ? null : Conv2d.load(ops, weights.at("conv_shortcut"), in, out, 1);
    }

    NDArray forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = norm2.silu(conv1, norm1.silu(x), conv1.bias());
            return scope.keep(convShortcut == null ? conv2.addedTo(x, h) : conv2.addedTo(convShortcut, x, h));
        }
    }
}
