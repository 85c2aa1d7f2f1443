package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.Segments;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.LayerNorm;
import io.diffferv.engine.weights.WeightMap;

/** Self-attention, cross-attention and feed-forward, each with its norm and shortcut (method.md C.4). */
final class BasicTransformerBlock {
    private final Ops ops;
    private final AttentionSite site;
    private final LayerNorm norm1;
    private final Attention attn1;
    private final LayerNorm norm2;
    private final Attention attn2;
    private final LayerNorm norm3;
    private final FeedForward ff;

    BasicTransformerBlock(
            Ops ops, WeightMap weights, AttentionSite site, int channels, int contextChannels, int heads) {
        this.ops = ops;
        this.site = site;
        this.norm1 = LayerNorm.load(ops, weights.at("norm1"), channels);
        this.attn1 = Attention.load(ops, weights.at("attn1"), channels, channels, heads);
        this.norm2 = LayerNorm.load(ops, weights.at("norm2"), channels);
        this.attn2 = Attention.load(ops, weights.at("attn2"), channels, contextChannels, heads);
        this.norm3 = LayerNorm.load(ops, weights.at("norm3"), channels);
        this.ff = new FeedForward(ops, weights.at("ff"), channels);
    }

    /** The prompt's keys and values of this layer, from {@code [branches, 77, contextChannels]}. */
    TextContext.Layer context(NDArray embeddings, Segments segments) {
        return new TextContext.Layer(
                segments.compute(in -> attn2.toK().forward(in[0]), embeddings),
                segments.compute(in -> attn2.toV().forward(in[0]), embeddings));
    }

    /** @param x {@code [branches · frames, tokens, channels]} */
    NDArray forward(NDArray x, TextContext context, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            NDArray attended = selfAttention(x, pass);
            TextContext.Layer text = context.layer(site.index());
            return scope.keep(pass.slices().map(x, (part, slice) -> {
                Ops.NormedSum self =
                        norm2.ofSum(part, attn1.toOut().forward(pass.slices().cut(attended, slice)));
                Ops.NormedSum cross = norm3.ofSum(self.sum(), crossAttention(self.normed(), text, slice));
                return cross.sum().add(ff.forward(cross.normed()));
            }));
        }
    }

    /** What the tokens gather, before the projection out. */
    private NDArray selfAttention(NDArray x, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            NDArray normed = norm1.forward(x);
            NDArray q =
                    pass.feature(Feature.QUERIES, site.path(), () -> attn1.toQ().forward(normed));
            NDArray k =
                    pass.feature(Feature.KEYS, site.path(), () -> attn1.toK().forward(normed));
            NDArray v =
                    pass.feature(Feature.VALUES, site.path(), () -> attn1.toV().forward(normed));
            if (pass.features().satisfied()) {
                return scope.keep(v);
            }
            return scope.keep(pass.attn1().attend(ops, site, attn1.heads(), q, k, v, pass.slices()));
        }
    }

    /** All frames of a branch read the same prompt, so they attend as one long row of tokens. */
    private NDArray crossAttention(NDArray x, TextContext.Layer text, BatchSlices.Slice slice) {
        try (TensorScope scope = new TensorScope()) {
            Shape shape = x.getShape();
            NDArray q = attn2.toQ().forward(x).reshape(slice.branches(), -1, shape.get(2));
            String branches = slice.firstBranch() + ":" + (slice.firstBranch() + slice.branches());
            NDArray h =
                    ops.attention(q, text.keys().get(branches), text.values().get(branches), attn2.heads());
            return scope.keep(attn2.toOut().forward(h.reshape(shape)));
        }
    }
}
