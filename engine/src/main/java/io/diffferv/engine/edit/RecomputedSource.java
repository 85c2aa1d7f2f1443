package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.InnerFeature;
import io.diffferv.engine.unet.SharedFeatures;
import io.diffferv.engine.unet.UNetPass;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The source computed again beside the edit (method.md D, RECOMPUTE): at every level its stored latents under the source
 * prompt give their features and their noise prediction. Goes through the U-Net in a batch of its own, so that it rounds
 * the same whatever is asked of it, and predicts each level's noise once. Owns the predictions.
 */
final class RecomputedSource implements SourceBranch {
    private final DiffusionModel model;
    private final Scheduler scheduler;
    private final PromptContexts prompts;
    private final TemporalAttention attention;
    private final BatchSlices slices;
    private final SourceLatents latents;
    private final NDArray[] noise;
    private KeptSource seen;

    /** @param latents of the inversion; stay the caller's */
    RecomputedSource(
            DiffusionModel model,
            Scheduler scheduler,
            PromptContexts prompts,
            TemporalAttention attention,
            int mostImages,
            SourceLatents latents) {
        this.model = model;
        this.scheduler = scheduler;
        this.prompts = prompts;
        this.attention = attention;
        this.slices = BatchSlices.of(1, latents.frames(), mostImages);
        this.latents = latents;
        this.noise = new NDArray[latents.steps() + 1];
    }

    @Override
    public SourceLatents latents() {
        return latents;
    }

    /** ε_θ(z_k, t_k, c_src). */
    @Override
    public NDArray noise(int k) {
        if (noise[k] == null) {
            predict(k, seen == null ? FeatureGate.NONE : seen.recordingAt(k), null);
        }
        return noise[k];
    }

    @Override
    public boolean predictsItsLevels() {
        return true;
    }

    @Override
    public SharedFeatures features(int k, FeatureSharing sharing, boolean withNoise, InnerFeature inner) {
        SharedFeatures known = seen == null ? null : seen.takeFeatures(k);
        if (known != null) {
            return known;
        }
        SharedFeatures features = new SharedFeatures(sharing);
        try {
            if (withNoise && noise[k] == null) {
                predict(k, features.recording(false), inner);
            } else if (!sharing.equals(FeatureSharing.NONE)) {
                attention.startStep(k);
                model.record(
                        latents.level(k),
                        scheduler.timestep(k),
                        prompts.context(List.of(Branch.SOURCE)),
                        new UNetPass(slices, attention, features.recording(true), inner));
            }
            return features;
        } catch (RuntimeException e) {
            features.close();
            throw e;
        }
    }

    private void predict(int k, FeatureGate features, InnerFeature inner) {
        try (TensorScope scope = new TensorScope()) {
            attention.startStep(k);
            noise[k] = model.noise(
                    latents.level(k),
                    scheduler.timestep(k),
                    prompts.context(List.of(Branch.SOURCE)),
                    new UNetPass(slices, attention, features, inner));
            NDScope.unregister(noise[k]);
        }
    }

    /** Takes predictions of all levels, 1 to T, from a store. */
    void know(List<float[]> predictions) {
        for (int k = 1; k < noise.length; k++) {
            NDArray values = model.ops()
                    .manager()
                    .create(predictions.get(k - 1), latents.level(0).getShape());
            NDScope.unregister(values);
            noise[k] = values;
        }
    }

    /**
     * Takes what an inversion of these latents has computed at its own levels, or nothing where they were stored before.
     * Either way each level's noise now comes of a pass that records features, which rounds otherwise than one that does
     * not.
     *
     * @param inversion keeps the features until they are asked for; stays the caller's
     */
    void take(KeptSource inversion) {
        seen = inversion;
        for (int k = 1; k < noise.length; k++) {
            if (noise[k] == null) {
                noise[k] = inversion.takeNoise(k);
            }
        }
    }

    /** Whether all levels' predictions are known. */
    boolean complete() {
        return Arrays.stream(noise, 1, noise.length).allMatch(Objects::nonNull);
    }

    /** Values of the predictions of all levels, 1 to T, for a store. */
    List<float[]> predictions() {
        return Arrays.stream(noise, 1, noise.length).map(NDArray::toFloatArray).toList();
    }

    @Override
    public void close() {
        Arrays.stream(noise).filter(Objects::nonNull).forEach(NDArray::close);
    }
}
