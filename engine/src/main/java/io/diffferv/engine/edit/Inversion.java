package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttnProcessor;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.InnerFeature;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import java.util.ArrayList;
import java.util.List;

/**
 * DDIM inversion with guidance 1 (method.md K, equation 3): carries clean latents up the noise levels so that sampling
 * comes back down to them.
 *
 * @param predictions of the noise at each step: 1 is the paper's, which takes the noise of one level too low; each
 *     further one predicts it again where the last one led, towards the level that sampling leads back from
 * @param reuseEvery n: passes through the U-Net of which one computes its inner levels
 * @param attention null for frames on their own
 */
record Inversion(
        DiffusionModel model,
        Scheduler scheduler,
        int predictions,
        int reuseEvery,
        TextContext context,
        TemporalAttention attention,
        BatchSlices slices,
        StepListener listener) {
    /** As {@link #invert(NDArray, KeptSource)}, keeping the latents alone. */
    SourceLatents invert(NDArray z0) {
        return invert(z0, null);
    }

    /**
     * @param z0 clean latents {@code [frames, 4, height, width]}; the result takes them over
     * @param kept is given noise and features of each step's last pass, null for nobody
     * @return latents at all levels; the caller closes them
     */
    SourceLatents invert(NDArray z0, KeptSource kept) {
        List<NDArray> levels = new ArrayList<>();
        levels.add(z0);
        try (LatentWalk walk = new LatentWalk(model.ops(), scheduler.looksBack());
                FeatureReuse reuse = new FeatureReuse(reuseEvery)) {
            for (int k = 1; k <= scheduler.steps(); k++) {
                listener.step(StepListener.Stage.INVERSION, k - 1, scheduler.steps());
                levels.add(up(levels.get(k - 1), k, walk, reuse, kept));
            }
        } catch (RuntimeException e) {
            levels.forEach(NDArray::close);
            throw e;
        }
        // The levels outlive every scope of the caller's.
        levels.forEach(NDScope::unregister);
        return new SourceLatents(levels);
    }

    /** z_k from z_{k−1}. */
    private NDArray up(NDArray z, int k, LatentWalk walk, FeatureReuse reuse, KeptSource kept) {
        try (TensorScope scope = new TensorScope()) {
            Scheduler.Step step = scheduler.invert(k);
            NDArray noise = noise(z, scheduler.inversionTimestep(k), k, reuse, predictions == 1 ? kept : null);
            NDArray next = walk.step(step, z, noise);
            for (int i = 2; i <= predictions; i++) {
                noise = noise(next, scheduler.timestep(k), k, reuse, i == predictions ? kept : null);
                next = model.ops().combine(step.a(), z, step.b(), noise);
            }
            return scope.keep(next);
        }
    }

    /** @param kept is given the noise and the features, null for nobody */
    private NDArray noise(NDArray z, int t, int k, FeatureReuse reuse, KeptSource kept) {
        AttnProcessor processor = AttnProcessor.PLAIN;
        if (attention != null) {
            attention.startStep(k);
            processor = attention;
        }
        InnerFeature inner = reuse.next(List.of(Branch.SOURCE), FeatureSharing.NONE);
        FeatureGate features = kept == null ? FeatureGate.NONE : kept.recording(k);
        NDArray noise = model.noise(z, t, context, new UNetPass(slices, processor, features, inner));
        if (kept != null) {
            kept.keep(k, noise);
        }
        return noise;
    }
}
