package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.diffferv.engine.tensor.BatchSlices;
import java.util.Collections;
import java.util.function.BiConsumer;

/**
 * What accompanies one batch on its way through the U-Net.
 *
 * @param slices how it is split
 * @param attn1 what its self-attention layers do
 * @param sharing what its branches share
 * @param inner what its inner levels may be spared by; null where they are computed and not kept
 * @param blocks who hears of each block's output
 */
public record UNetPass(
        BatchSlices slices,
        AttnProcessor attn1,
        FeatureSharing sharing,
        InnerFeature inner,
        BiConsumer<String, NDArray> blocks) {
    public UNetPass(BatchSlices slices, AttnProcessor attn1, FeatureSharing sharing) {
        this(slices, attn1, sharing, (InnerFeature) null);
    }

    public UNetPass(BatchSlices slices, AttnProcessor attn1, FeatureSharing sharing, InnerFeature inner) {
        this(slices, attn1, sharing, inner, (path, output) -> {});
    }

    /** Images that have nothing to do with each other. */
    public static UNetPass plain(int images) {
        return new UNetPass(BatchSlices.of(1, images, images), AttnProcessor.PLAIN, FeatureSharing.NONE);
    }

    /** Reports the output of the block at {@code path}; @return the same output */
    NDArray leave(String path, NDArray output) {
        blocks.accept(path, output);
        return output;
    }

    /** The part of {@code x}, {@code [branches · frames, ...]}, that belongs to the first branch. */
    NDArray source(NDArray x) {
        return slices.branches() == 1 ? x : x.get("0:" + slices.frames());
    }

    /** {@code feature}, {@code [frames, ...]}, once for each branch. */
    NDArray forEveryBranch(NDArray feature) {
        return NDArrays.concat(new NDList(Collections.nCopies(slices.branches(), feature)));
    }
}
