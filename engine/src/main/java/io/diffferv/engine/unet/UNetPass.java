package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Segments;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What accompanies one batch on its way through the U-Net.
 *
 * @param slices how it is split
 * @param attn1 what its self-attention layers do
 * @param features what it records for another pass, or takes from one
 * @param inner what its inner levels may be spared by; null where they are computed and not kept
 * @param blocks who hears of each block's output
 * @param segments how its layers are computed
 */
public record UNetPass(
        BatchSlices slices,
        AttnProcessor attn1,
        FeatureGate features,
        InnerFeature inner,
        BiConsumer<String, NDArray> blocks,
        Segments segments) {
    public UNetPass(BatchSlices slices, AttnProcessor attn1, FeatureGate features) {
        this(slices, attn1, features, null);
    }

    public UNetPass(BatchSlices slices, AttnProcessor attn1, FeatureGate features, InnerFeature inner) {
        this(slices, attn1, features, inner, (path, output) -> {});
    }

    public UNetPass(
            BatchSlices slices,
            AttnProcessor attn1,
            FeatureGate features,
            InnerFeature inner,
            BiConsumer<String, NDArray> blocks) {
        this(slices, attn1, features, inner, blocks, Segments.ONCE);
    }

    /** Images that have nothing to do with each other. */
    public static UNetPass plain(int images) {
        return new UNetPass(BatchSlices.of(1, images, images), AttnProcessor.PLAIN, FeatureGate.NONE);
    }

    /** As {@link #plain}, with a prompt for each image. */
    public static UNetPass plain(int images, Segments segments) {
        return new UNetPass(
                BatchSlices.of(images, 1, images),
                AttnProcessor.PLAIN,
                FeatureGate.NONE,
                null,
                (path, output) -> {},
                segments);
    }

    /** Reports the output of the block at {@code path}; @return the same output */
    NDArray leave(String path, NDArray output) {
        blocks.accept(path, output);
        return output;
    }

    NDArray feature(Feature feature, String path, Supplier<NDArray> own) {
        return features.feature(feature, path, slices.branches(), own);
    }
}
