package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.UNetPass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Guided sampling of the edit beside the recomputed source (method.md F step 7).
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
     * @param source latents of the inversion
     * @param mask {@code [frames, 1, height, width]}, 1 where the edit follows its own noise prediction and 0
     *     where it follows the source's; null for everywhere 1
     * @return clean edited latents, owned by the innermost open scope
     */
    NDArray sample(SourceLatents source, NDArray mask) {
        try (TensorScope scope = new TensorScope();
                Carried carried = new Carried(
                        new LatentWalk(model.ops(), scheduler.looksBack()),
                        new LatentWalk(model.ops(), scheduler.looksBack()),
                        new FeatureReuse(reuseEvery))) {
            NDArray z = source.level(source.steps());
            for (int k = source.steps(); k >= 1; k--) {
                listener.step(StepListener.Stage.SAMPLING, source.steps() - k, source.steps());
                NDArray next = down(z, k, source, mask, carried);
                if (k < source.steps()) {
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
    private record Carried(LatentWalk edit, LatentWalk source, FeatureReuse reuse) implements AutoCloseable {
        @Override
        public void close() {
            edit.close();
            source.close();
            reuse.close();
        }
    }

    /** z_{k−1} of the edit from its z_k. */
    private NDArray down(NDArray z, int k, SourceLatents source, NDArray mask, Carried carried) {
        try (TensorScope scope = new TensorScope()) {
            int s = scheduler.passed(k);
            int steps = scheduler.length();
            Map<Branch, NDArray> noise = noise(z, k, source, exact || mask != null, carried.reuse());
            NDArray guided = guidance.combine(model.ops(), noise, s, steps);
            if (mask != null) {
                NDArray own = noise.get(Branch.SOURCE);
                guided = guided.sub(own).mul(mask).add(own);
            }
            if (k < source.steps() && !sharing(k).equals(sharing(k + 1))) {
                carried.edit().forget();
                carried.source().forget();
            }
            Scheduler.Step step = scheduler.denoise(k);
            NDArray next = carried.edit().step(step, z, guided);
            if (exact) {
                NDArray reached = carried.source().step(step, source.level(k), noise.get(Branch.SOURCE));
                next = next.add(source.level(k - 1)).sub(reached);
            }
            return scope.keep(next);
        }
    }

    private FeatureSharing sharing(int k) {
        return preservation.at(
                scheduler.passed(k),
                scheduler.length(),
                scheduler.timestep(k),
                model.folder().scheduler().numTrainTimesteps());
    }

    private Map<Branch, NDArray> noise(NDArray z, int k, SourceLatents source, boolean withSource, FeatureReuse reuse) {
        FeatureSharing sharing = sharing(k);
        List<Branch> branches = new ArrayList<>(guidance.branches(scheduler.passed(k), scheduler.length()));
        if (withSource || !sharing.equals(FeatureSharing.NONE)) {
            branches.add(0, Branch.SOURCE);
        }
        NDList batch = new NDList();
        branches.forEach(branch -> batch.add(branch == Branch.SOURCE ? source.level(k) : z));
        BatchSlices slices = BatchSlices.of(branches.size(), source.frames(), mostImages);
        attention.startStep(k);
        NDArray all = model.noise(
                NDArrays.concat(batch),
                scheduler.timestep(k),
                prompts.context(branches),
                new UNetPass(slices, attention, sharing, reuse.next(branches, sharing)));
        Map<Branch, NDArray> noise = new EnumMap<>(Branch.class);
        for (int i = 0; i < branches.size(); i++) {
            noise.put(branches.get(i), all.get(i * source.frames() + ":" + (i + 1) * source.frames()));
        }
        return noise;
    }
}
