package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/**
 * What all levels below the finest made of a batch, kept for later batches of the same images: from one noise level to
 * the next it changes far less than what the finest level adds to it (DeepCache; Ma et al., arXiv 2312.00858). Features
 * that the source gave to the inner levels are in it, and stay given as long as it is kept.
 */
public final class InnerFeature implements AutoCloseable {
    private NDArray kept;

    /**
     * @param inner computes the input of the last up block, {@code [branches · frames, channels, height, width]}
     * @return what is kept, or else what {@code inner} computes, which is kept from now on; the caller owns the result
     */
    public NDArray keptOr(Supplier<NDArray> inner) {
        if (kept == null) {
            kept = inner.get();
            NDScope.unregister(kept);
        }
        return kept.duplicate();
    }

    /** Whether the next pass is spared its inner levels. */
    boolean isKept() {
        return kept != null;
    }

    /** Lets the next pass compute all levels. */
    public void forget() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    @Override
    public void close() {
        forget();
    }
}
