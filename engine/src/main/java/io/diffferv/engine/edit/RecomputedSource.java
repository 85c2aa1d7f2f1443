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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * The source computed again beside the edit (method.md D, RECOMPUTE): at every level its stored latents under the source
 * prompt give their features and their noise prediction. Goes through the U-Net in a batch of its own, and each level's
 * noise comes of a pass that records its features, wanted or not, since one that does not rounds otherwise: what comes
 * out depends neither on who asks first nor on what was stored. Predicts each level's noise once. Owns the predictions,
 * and the features until they are asked for.
 */
final class RecomputedSource implements SourceBranch {
    private final DiffusionModel model;
    private final Scheduler scheduler;
    private final PromptContexts prompts;
    private final TemporalAttention attention;
    private final BatchSlices slices;
    private final IntFunction<FeatureSharing> sharing;
    private final boolean keepsFeatures;
    private final SourceLatents latents;
    private final NDArray[] noise;
    private final Map<Integer, SharedFeatures> features = new HashMap<>();

    /**
     * @param sharing what the source gives in the step from a level, 1 to T
     * @param keepsFeatures whether a level's features wait for {@link #features} where its noise is asked for before
     * @param latents of the inversion; stay the caller's
     */
    RecomputedSource(
            DiffusionModel model,
            Scheduler scheduler,
            PromptContexts prompts,
            TemporalAttention attention,
            int mostImages,
            IntFunction<FeatureSharing> sharing,
            boolean keepsFeatures,
            SourceLatents latents) {
        this.model = model;
        this.scheduler = scheduler;
        this.prompts = prompts;
        this.attention = attention;
        this.slices = BatchSlices.of(1, latents.frames(), mostImages);
        this.sharing = sharing;
        this.keepsFeatures = keepsFeatures;
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
            SharedFeatures recorded = recorded(k, true, null);
            if (keepsFeatures) {
                features.put(k, recorded);
            } else {
                recorded.close();
            }
        }
        return noise[k];
    }

    @Override
    public boolean predictsItsLevels() {
        return true;
    }

    @Override
    public SharedFeatures features(int k, boolean withNoise, InnerFeature inner) {
        SharedFeatures known = features.remove(k);
        return known == null ? recorded(k, withNoise, inner) : known;
    }

    /** Features of level {@code k} by a pass of their own; the caller closes them. */
    private SharedFeatures recorded(int k, boolean withNoise, InnerFeature inner) {
        FeatureSharing given = sharing.apply(k);
        SharedFeatures recorded = new SharedFeatures(given);
        try {
            if (withNoise && noise[k] == null) {
                predict(k, recorded.recording(false), inner);
            } else if (!given.equals(FeatureSharing.NONE)) {
                attention.startStep(k);
                model.record(
                        latents.level(k),
                        scheduler.timestep(k),
                        prompts.context(List.of(Branch.SOURCE)),
                        new UNetPass(slices, attention, recorded.recording(true), inner));
            }
            return recorded;
        } catch (RuntimeException e) {
            recorded.close();
            throw e;
        }
    }

    private void predict(int k, FeatureGate gate, InnerFeature inner) {
        try (TensorScope scope = new TensorScope()) {
            attention.startStep(k);
            noise[k] = model.noise(
                    latents.level(k),
                    scheduler.timestep(k),
                    prompts.context(List.of(Branch.SOURCE)),
                    new UNetPass(slices, attention, gate, inner));
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
     *
     * @param inversion stays the caller's, less what is taken
     */
    void take(KeptSource inversion) {
        for (int k = 1; k < noise.length; k++) {
            if (noise[k] == null) {
                noise[k] = inversion.takeNoise(k);
            }
            SharedFeatures recorded = inversion.takeFeatures(k);
            if (recorded != null) {
                features.put(k, recorded);
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
        features.values().forEach(SharedFeatures::close);
    }
}
