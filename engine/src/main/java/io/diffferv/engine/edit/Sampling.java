package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.diffferv.engine.schedule.DdimScheduler;
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
 * Guided DDIM sampling of the edit beside the recomputed source (method.md F step 7).
 *
 * @param exact whether each step adds what the source's own step misses its stored latents by, so that an edit to the
 *     source prompt comes back to the source exactly
 * @param mostImages images in the U-Net at once
 */
record Sampling(
        DiffusionModel model,
        DdimScheduler scheduler,
        PromptContexts prompts,
        Guidance guidance,
        PreservationFeatures preservation,
        boolean exact,
        TemporalAttention attention,
        int mostImages,
        StepListener listener) {

    /**
     * @param source latents of the inversion
     * @param mask {@code [frames, 1, height, width]}, 1 where the edit follows its own noise prediction and 0
     *     where it follows the source's; null for everywhere 1
     * @return clean edited latents, owned by the innermost open scope
     */
    NDArray sample(SourceLatents source, NDArray mask) {
        try (TensorScope scope = new TensorScope()) {
            NDArray z = source.level(source.steps());
            for (int k = source.steps(); k >= 1; k--) {
                listener.step(StepListener.Stage.SAMPLING, source.steps() - k, source.steps());
                NDArray next = down(z, k, source, mask);
                if (k < source.steps()) {
                    z.close();
                }
                z = next;
            }
            return scope.keep(z);
        }
    }

    /** z_{k−1} of the edit from its z_k. */
    private NDArray down(NDArray z, int k, SourceLatents source, NDArray mask) {
        try (TensorScope scope = new TensorScope()) {
            int steps = source.steps();
            int s = steps - k;
            Map<Branch, NDArray> noise = noise(z, k, s, source, exact || mask != null);
            NDArray guided = guidance.combine(model.ops(), noise, s, steps);
            if (mask != null) {
                NDArray own = noise.get(Branch.SOURCE);
                guided = guided.sub(own).mul(mask).add(own);
            }
            DdimScheduler.Step step = scheduler.denoise(k);
            NDArray next = model.ops().combine(step.a(), z, step.b(), guided);
            if (exact) {
                NDArray reached = model.ops().combine(step.a(), source.level(k), step.b(), noise.get(Branch.SOURCE));
                next = next.add(source.level(k - 1)).sub(reached);
            }
            return scope.keep(next);
        }
    }

    private Map<Branch, NDArray> noise(NDArray z, int k, int s, SourceLatents source, boolean withSource) {
        FeatureSharing sharing = preservation.at(
                s,
                source.steps(),
                scheduler.timestep(k),
                model.folder().scheduler().numTrainTimesteps());
        List<Branch> branches = new ArrayList<>(guidance.branches(s, source.steps()));
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
                new UNetPass(slices, attention, sharing));
        Map<Branch, NDArray> noise = new EnumMap<>(Branch.class);
        for (int i = 0; i < branches.size(); i++) {
            noise.put(branches.get(i), all.get(i * source.frames() + ":" + (i + 1) * source.frames()));
        }
        return noise;
    }
}
