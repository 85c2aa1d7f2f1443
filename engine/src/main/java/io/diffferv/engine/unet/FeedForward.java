package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** GEGLU feed-forward of four times the width. */
final class FeedForward {
    private final Linear proj;
    private final Linear out;

    FeedForward(Ops ops, WeightMap weights, int channels) {
        this.proj = Linear.load(ops, weights.at("net", 0).at("proj"), channels, 8 * channels);
        this.out = Linear.load(ops, weights.at("net", 2), 4 * channels, channels);
    }

    NDArray forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            return scope.keep(out.forward(proj.geglu(x)));
        }
    }
}
