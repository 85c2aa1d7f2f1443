package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.GroupNorm;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** Residual block with a time embedding (method.md J.1). */
final class ResnetBlock2D {
    private final Ops ops;
    private final String path;
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear timeEmbProj;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d convShortcut;

    ResnetBlock2D(Ops ops, WeightMap weights, int in, int out, int timeChannels, int groups, double eps) {
        this.ops = ops;
        this.path = weights.path();
        this.norm1 = GroupNorm.load(ops, weights.at("norm1"), in, groups, eps);
        this.conv1 = Conv2d.load(ops, weights.at("conv1"), in, out, 3);
        this.timeEmbProj = Linear.load(ops, weights.at("time_emb_proj"), timeChannels, out);
        this.norm2 = GroupNorm.load(ops, weights.at("norm2"), out, groups, eps);
        this.conv2 = Conv2d.load(ops, weights.at("conv2"), out, out, 3);
        this.convShortcut = in == out ? null : Conv2d.load(ops, weights.at("conv_shortcut"), in, out, 1);
    }

    /**
     * @param x {@code [branches · frames, in, height, width]}
     * @param temb {@code [1, timeChannels]} after its SiLU, or a row for each image
     */
    NDArray forward(NDArray x, NDArray temb, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            // One bias for all places: time and the convolution's own in one go. While fp32 weights are trained on
            // 16-bit features it is fp32, and would make the features so.
            NDArray time = ops.cast(timeEmbProj.forward(temb).add(conv1.bias()), x);
            BatchSlices slices = pass.slices();
            if (!pass.features().concerns(Feature.RESIDUAL, path)) {
                NDArray out = slices.map(x, (part, slice) -> withShortcut(part, inner(part, time, slice)));
                return scope.keep(pass.leave(path, out));
            }
            NDArray residual = pass.feature(
                    Feature.RESIDUAL,
                    path,
                    () -> slices.map(x, (part, slice) -> conv2.forward(inner(part, time, slice))));
            NDArray through = slices.map(x, (part, slice) -> shortcut(part));
            return scope.keep(pass.leave(path, through.add(residual)));
        }
    }

    /**
     * Everything before the last convolution.
     *
     * @param time {@code [1, out]} or a row for each image of the batch
     */
    private NDArray inner(NDArray x, NDArray time, BatchSlices.Slice slice) {
        try (TensorScope scope = new TensorScope()) {
            if (time.getShape().get(0) == 1) {
                return scope.keep(norm2.silu(conv1, norm1.silu(x), time.get(0)));
            }
            NDArray own = time.get(slice.from() + ":" + slice.to()).reshape(slice.size(), -1, 1, 1);
            return scope.keep(norm2.silu(conv1.unbiased(norm1.silu(x)).add(own)));
        }
    }

    private NDArray withShortcut(NDArray x, NDArray h) {
        return convShortcut == null ? conv2.addedTo(x, h) : conv2.addedTo(convShortcut, x, h);
    }

    private NDArray shortcut(NDArray x) {
        return convShortcut == null ? x : convShortcut.forward(x);
    }
}
