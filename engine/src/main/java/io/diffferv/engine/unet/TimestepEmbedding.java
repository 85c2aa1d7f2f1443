package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** The timestep's code through two linear layers. */
final class TimestepEmbedding {
    private final Ops ops;
    private final int codeChannels;
    private final Linear linear1;
    private final Linear linear2;

    TimestepEmbedding(Ops ops, WeightMap weights, int codeChannels, int timeChannels) {
        this.ops = ops;
        this.codeChannels = codeChannels;
        this.linear1 = Linear.load(ops, weights.at("linear_1"), codeChannels, timeChannels);
        this.linear2 = Linear.load(ops, weights.at("linear_2"), timeChannels, timeChannels);
    }

    /** @return {@code [1, timeChannels]} */
    NDArray forward(double t) {
        try (TensorScope scope = new TensorScope()) {
            NDArray code = ops.manager()
                    .create(Timesteps.code(t, codeChannels), new Shape(1, codeChannels))
                    .toType(linear1.weight().getDataType(), false);
            return scope.keep(linear2.forward(ops.silu(linear1.forward(code))));
        }
    }
}
