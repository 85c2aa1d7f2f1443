package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;

/** What a self-attention layer does between its projections; diffusers' name for the same seam. */
@FunctionalInterface
public interface AttnProcessor {
    /** Each image attends to itself: plain Stable Diffusion. */
    AttnProcessor PLAIN = (ops, site, heads, q, k, v, slices) ->
            slices.map(q, (part, slice) -> ops.attention(part, slices.cut(k, slice), slices.cut(v, slice), heads));

    /**
     * @param q,k,v {@code [branches · frames, tokens, channels]}, before the split into heads
     * @return like {@code q}, owned by the innermost open scope
     */
    NDArray attend(Ops ops, AttentionSite site, int heads, NDArray q, NDArray k, NDArray v, BatchSlices slices);

    /**
     * Pairs of a query and a key that {@link #attend} weighs in one branch, for counting its work.
     *
     * @param tokens of one image
     */
    default long pairs(AttentionSite site, int frames, long tokens) {
        return frames * tokens * tokens;
    }
}
