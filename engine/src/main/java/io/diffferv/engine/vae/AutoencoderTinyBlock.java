package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.WeightMap;

/** Three convolutions with a shortcut, without norms. */
record AutoencoderTinyBlock(Ops ops, Conv2d first, Conv2d second, Conv2d third) {
    static AutoencoderTinyBlock load(Ops ops, WeightMap weights, int channels) {
        return new AutoencoderTinyBlock(
                ops,
                Conv2d.load(ops, weights.at("conv", 0), channels, channels, 3),
                Conv2d.load(ops, weights.at("conv", 2), channels, channels, 3),
                Conv2d.load(ops, weights.at("conv", 4), channels, channels, 3));
    }

    NDArray forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = ops.relu(second.forward(ops.relu(first.forward(x))));
            return scope.keep(ops.relu(third.forward(h).add(x)));
        }
    }
}
