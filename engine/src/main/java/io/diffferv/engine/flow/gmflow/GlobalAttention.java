package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;

/** Attention of every token over a whole feature map, with coordinates or flow as values. */
final class GlobalAttention {
    private final Ops ops;

    GlobalAttention(Ops ops) {
        this.ops = ops;
    }

    /**
     * softmax(q kᵀ / √128) v.
     *
     * @param q,k {@code [2, tokens, 128]}
     * @param v {@code [2, tokens, 2]}
     * @return {@code [2, tokens, 2]}
     */
    NDArray of(NDArray q, NDArray k, NDArray v) {
        try (TensorScope scope = new TensorScope()) {
            // libtorch's fused kernels want values as wide as keys; without them it writes out tokens x tokens scores.
            int missing = GmFlow.CHANNELS - Math.toIntExact(v.getShape().get(2));
            NDArray wide = ops.attention(q, k, ops.padZeros(v, 0, missing, 0, 0), 1);
            return scope.keep(wide.get(new NDIndex(":, :, :2")).duplicate());
        }
    }
}
