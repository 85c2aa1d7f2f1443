package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.InnerFeature;
import io.diffferv.engine.unet.SharedFeatures;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The source as its inversion saw it (method.md D, CACHE), which spares the edit the passes of {@link RecomputedSource}:
 * the features and the noise of the pass that led from level k − 1 to k serve sampling's step from k. Owns both.
 *
 * <p>That pass saw (z_{k−1}, t_k) where sampling sees (z_k, t_k), or, after more predictions than one, the z_k of the
 * prediction before. A DDIM step with the kept noise leads from z_k back to z_{k−1} but for rounding, so that the
 * correction of {@link Sampling#exact} is none, and places that follow the source come back exactly. An edit to the
 * source prompt does not: what the U-Net predicts for it at z_k is not what was kept. DPM-Solver's inversion, with one
 * prediction, sees (z_{k−1}, t_{k−1}), so that what it leaves serves the step from k − 1 and nothing is lost.
 */
final class KeptSource implements AutoCloseable {
    private final IntFunction<FeatureSharing> sharing;
    private final int below;
    private final Map<Integer, SharedFeatures> features = new HashMap<>();
    private final Map<Integer, NDArray> noise = new HashMap<>();

    private KeptSource(IntFunction<FeatureSharing> sharing, int below) {
        this.sharing = sharing;
        this.below = below;
    }

    /** @param sharing what the source gives in the step from a level, 1 to T */
    KeptSource(IntFunction<FeatureSharing> sharing) {
        this(sharing, 0);
    }

    /**
     * For {@link EditPlan#invertsAtItsLevels(PipelineKey)}: the pass from level k − 1 to k saw (z_{k−1}, t_{k−1}) and
     * serves the step from k − 1, to which it is exactly what {@link RecomputedSource#take} would compute again.
     */
    static KeptSource ofOwnLevels(IntFunction<FeatureSharing> sharing) {
        return new KeptSource(sharing, 1);
    }

    /** For the pass of the inversion whose noise leads to level {@code k}. */
    FeatureGate recording(int k) {
        int level = k - below;
        if (level == 0) {
            return FeatureGate.NONE;
        }
        SharedFeatures recorded = new SharedFeatures(sharing.apply(level));
        features.put(level, recorded);
        return recorded.recording(false);
    }

    /** @param predicted the noise of that pass; stays the caller's */
    void keep(int k, NDArray predicted) {
        NDArray kept = predicted.duplicate();
        NDScope.unregister(kept);
        noise.put(k - below, kept);
    }

    /** The noise of the step from level {@code k}, now the caller's, or null. */
    NDArray takeNoise(int k) {
        return noise.remove(k);
    }

    /** The features of the step from level {@code k}, now the caller's, or null. */
    SharedFeatures takeFeatures(int k) {
        return features.remove(k);
    }

    /** This source beside an edit; closing that closes nothing of this. */
    SourceBranch at(SourceLatents latents) {
        return new Beside(latents);
    }

    private final class Beside implements SourceBranch {
        private final SourceLatents latents;

        Beside(SourceLatents latents) {
            this.latents = latents;
        }

        @Override
        public SourceLatents latents() {
            return latents;
        }

        @Override
        public NDArray noise(int k) {
            return noise.get(k);
        }

        @Override
        public boolean predictsItsLevels() {
            return false;
        }

        /** Hands them over, so that memory is returned step by step. */
        @Override
        public SharedFeatures features(int k, boolean withNoise, InnerFeature inner) {
            return features.remove(k);
        }

        @Override
        public void close() {
            // Whoever kept the features closes what is left of them.
        }
    }

    @Override
    public void close() {
        features.values().forEach(SharedFeatures::close);
        noise.values().forEach(NDArray::close);
    }
}
