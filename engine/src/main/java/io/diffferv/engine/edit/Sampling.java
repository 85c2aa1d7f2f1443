package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.InnerFeature;
import io.diffferv.engine.unet.SharedFeatures;
import io.diffferv.engine.unet.UNetPass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Guided sampling of the edit beside the source (method.md F step 7).
 *
 * @param exact whether each step adds what the source's own step misses its stored latents by, so that an edit to the
 *     source prompt comes back to the source exactly
 * @param reuseEvery n: passes through the U-Net of which one computes its inner levels
 * @param mostImages images in the U-Net at once
 */
record Sampling(
        DiffusionModel model,
        Scheduler scheduler,
        PromptContexts prompts,
        Guidance guidance,
        PreservationFeatures preservation,
        boolean exact,
        TemporalAttention attention,
        int reuseEvery,
        int mostImages,
        StepListener listener) {

    /**
     * @param source of the same chunk
     * @param mask {@code [frames, 1, height, width]}, 1 where the edit follows its own noise prediction and 0
     *     where it follows the source's; null for everywhere 1
     * @return clean edited latents, owned by the innermost open scope
     */
    NDArray sample(SourceBranch source, NDArray mask) {
        try (TensorScope scope = new TensorScope();
                Carried carried = new Carried(
                        new LatentWalk(model.ops(), scheduler.looksBack()),
                        new LatentWalk(model.ops(), scheduler.looksBack()),
                        new FeatureReuse(reuseEvery),
                        new FeatureReuse(reuseEvery))) {
            int steps = source.latents().steps();
            NDArray z = source.latents().level(steps);
            for (int k = steps; k >= 1; k--) {
                listener.step(StepListener.Stage.SAMPLING, steps - k, steps);
                NDArray next = down(z, k, source, mask, carried);
                if (k < steps) {
                    z.close();
                }
                z = next;
            }
            return scope.keep(z);
        }
    }

    /**
     * What one step leaves for the next.
     *
     * @param source walk whose every step starts at the stored latents
     */
    private record Carried(LatentWalk edit, LatentWalk source, FeatureReuse editReuse, FeatureReuse sourceReuse)
            implements AutoCloseable {
        @Override
        public void close() {
            edit.close();
            source.close();
            editReuse.close();
            sourceReuse.close();
        }
    }

    /** z_{k−1} of the edit from its z_k. */
    private NDArray down(NDArray z, int k, SourceBranch source, NDArray mask, Carried carried) {
        try (TensorScope scope = new TensorScope()) {
            SourceLatents latents = source.latents();
            Map<Branch, NDArray> noise = noise(z, k, source, exact || mask != null, carried);
            NDArray guided = guidance.combine(model.ops(), noise, scheduler.passed(k), scheduler.length());
            if (mask != null) {
                guided = guided.sub(source.noise(k)).mul(mask).add(source.noise(k));
            }
            if (k < latents.steps() && !sharing(k).equals(sharing(k + 1))) {
                carried.edit().forget();
                carried.source().forget();
            }
            Scheduler.Step step = scheduler.denoise(k);
            NDArray next = carried.edit().step(step, z, guided);
            if (exact) {
                NDArray reached = carried.source().step(step, latents.level(k), source.noise(k));
                next = next.add(latents.level(k - 1)).sub(reached);
            }
            return scope.keep(next);
        }
    }

    /** What the source gives in the step from level {@code k}. */
    FeatureSharing sharing(int k) {
        return preservation.at(scheduler, k, model.folder().scheduler());
    }

    private Map<Branch, NDArray> noise(NDArray z, int k, SourceBranch source, boolean withSource, Carried carried) {
        int frames = source.latents().frames();
        FeatureSharing sharing = sharing(k);
        List<Branch> branches = new ArrayList<>(guidance.branches(scheduler.passed(k), scheduler.length()));
        // The edit sets out from the source's own latents: there, the same prompt predicts the same.
        boolean known = withSource
                && source.predictsItsLevels()
                && k == source.latents().steps()
                && branches.contains(Branch.POSITIVE)
                && branches.remove(Branch.NEGATIVE);
        // Source and edit leave out the same levels: a layer's features are there whenever it asks for them.
        InnerFeature sourceInner = carried.sourceReuse().next(branches, sharing);
        InnerFeature inner = carried.editReuse().next(branches, sharing);
        try (SharedFeatures features = source.features(k, withSource, sourceInner)) {
            attention.startStep(k);
            BatchSlices slices = BatchSlices.of(branches.size(), frames, mostImages);
            NDArray all = model.noise(
                    NDArrays.concat(new NDList(Collections.nCopies(branches.size(), z))),
                    scheduler.timestep(k),
                    prompts.context(branches),
                    new UNetPass(slices, attention, features.giving(), inner));
            Map<Branch, NDArray> noise = new EnumMap<>(Branch.class);
            for (int i = 0; i < branches.size(); i++) {
                noise.put(branches.get(i), all.get(i * frames + ":" + (i + 1) * frames));
            }
            if (known) {
                noise.put(Branch.NEGATIVE, source.noise(k));
            }
            return noise;
        }
    }
}
