package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.unet.InnerFeature;
import io.diffferv.engine.unet.SharedFeatures;

/** The source beside the edit: what its latents at each level of the inversion give to sampling's step from there. */
interface SourceBranch extends AutoCloseable {
    SourceLatents latents();

    /** The source's noise at level {@code k}, {@code [frames, 4, height, width]}, fp32; stays this object's. */
    NDArray noise(int k);

    /** Whether {@link #noise} is what the source prompt predicts for the latents of its level, and not for others. */
    boolean predictsItsLevels();

    /**
     * To be asked once for each level.
     *
     * @param withNoise whether {@link #noise} of this level is wanted too, which then comes for less
     * @param inner what the pass may be spared by, or null
     * @return the source's features at level {@code k}; the caller closes them
     */
    SharedFeatures features(int k, boolean withNoise, InnerFeature inner);

    @Override
    void close();
}
