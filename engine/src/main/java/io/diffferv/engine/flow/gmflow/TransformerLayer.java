package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.LayerNorm;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** Single-head attention inside groups of tokens, with or without a feed-forward part. */
final class TransformerLayer {
    private static final int EXPANSION = 4;

    private final Ops ops;
    private final Linear qProj;
    private final Linear kProj;
    private final Linear vProj;
    private final Linear merge;
    private final LayerNorm norm1;
    private final FeedForward mlp;

    private record FeedForward(Linear in, Linear out, LayerNorm norm2) {}

    TransformerLayer(Ops ops, WeightMap weights, boolean feedForward) {
        int channels = GmFlow.CHANNELS;
        int both = 2 * channels;
        this.ops = ops;
        this.qProj = Linear.loadUnbiased(ops, weights.at("q_proj"), channels, channels);
        this.kProj = Linear.loadUnbiased(ops, weights.at("k_proj"), channels, channels);
        this.vProj = Linear.loadUnbiased(ops, weights.at("v_proj"), channels, channels);
        this.merge = Linear.loadUnbiased(ops, weights.at("merge"), channels, channels);
        this.norm1 = LayerNorm.load(ops, weights.at("norm1"), channels);
        this.mlp = feedForward
                ? new FeedForward(
                        Linear.loadUnbiased(ops, weights.at("mlp", 0), both, both * EXPANSION),
                        Linear.loadUnbiased(ops, weights.at("mlp", 2), both * EXPANSION, channels),
                        LayerNorm.load(ops, weights.at("norm2"), channels))
                : null;
    }

    /**
     * @param source {@code [2, tokens, 128]}, tokens in the layout's order
     * @param target what the source looks at, likewise
     * @return the source with the message added, likewise
     */
    NDArray forward(NDArray source, NDArray target, WindowLayout layout) {
        NDArray q = qProj.forward(source);
        NDArray k = kProj.forward(target);
        NDArray v = vProj.forward(target);
        NDList messages = new NDList();
        int from = 0;
        for (int size : layout.groups()) {
            NDIndex group = new NDIndex(":, " + from + ":" + (from + size));
            messages.add(ops.attention(q.get(group), k.get(group), v.get(group), 1));
            from += size;
        }
        NDArray message = norm1.forward(merge.forward(NDArrays.concat(messages, 1)));
        return source.add(mlp == null ? message : feedForward(source, message));
    }

    private NDArray feedForward(NDArray source, NDArray message) {
        NDArray both = NDArrays.concat(new NDList(source, message), 2);
        return mlp.norm2().forward(mlp.out().forward(ops.gelu(mlp.in().forward(both))));
    }
}
