package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The timestep's code through two linear layers. */
final class TimestepEmbedding {
    private final Ops ops;
    private final int codeChannels;
    private final Linear linear1;
    private final Linear linear2;

    /** By timestep, of which there are a thousand: copied to a GPU in every pass, each would wait for all work before. */
    private final Map<Double, NDArray> codes = new HashMap<>();

    TimestepEmbedding(Ops ops, WeightMap weights, int codeChannels, int timeChannels) {
        this.ops = ops;
        this.codeChannels = codeChannels;
        this.linear1 = Linear.load(ops, weights.at("linear_1"), codeChannels, timeChannels);
        this.linear2 = Linear.load(ops, weights.at("linear_2"), timeChannels, timeChannels);
    }

    /** @return {@code [timesteps, timeChannels]} */
    NDArray forward(double... t) {
        try (TensorScope scope = new TensorScope()) {
            return scope.keep(linear2.forward(ops.silu(linear1.forward(codes(t)))));
        }
    }

    private NDArray codes(double... t) {
        return t.length == 1
                ? code(t[0])
                : NDArrays.concat(
                        new NDList(Arrays.stream(t).mapToObj(this::code).toArray(NDArray[]::new)));
    }

    private NDArray code(double t) {
        return codes.computeIfAbsent(t, step -> {
            NDArray code = ops.manager()
                    .create(Timesteps.code(step, codeChannels), new Shape(1, codeChannels))
                    .toType(linear1.weight().getDataType(), false);
            NDScope.unregister(code);
            return code;
        });
    }
}
