package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;

/**
 * One sequence of latents on its way through the noise levels. Keeps the clean latents that its last step predicted,
 * for a solver that looks back.
 */
final class LatentWalk implements AutoCloseable {
    private final Ops ops;
    private final boolean looksBack;

    /** x̂₀ of the last step, null before the first. */
    private NDArray cleanBefore;

    /** @param looksBack as the scheduler whose steps will be taken */
    LatentWalk(Ops ops, boolean looksBack) {
        this.ops = ops;
        this.looksBack = looksBack;
    }

    /**
     * @param z latents at the level that the step leaves
     * @param noise predicted for {@code z}
     * @return z′, owned by the innermost open scope
     */
    NDArray step(Scheduler.Step step, NDArray z, NDArray noise) {
        try (TensorScope scope = new TensorScope()) {
            NDArray next = ops.combine(step.a(), z, step.b(), noise);
            if (looksBack) {
                double alphaBar = step.alphaBar();
                NDArray clean = ops.combine(1 / Math.sqrt(alphaBar), z, -Math.sqrt((1 - alphaBar) / alphaBar), noise);
                if (cleanBefore != null) {
                    next = ops.combine(1, next, step.c(), clean.sub(cleanBefore));
                }
                remember(clean);
            }
            return scope.keep(next);
        }
    }

    /** Lets the next step look back on nothing: what predicts the noise has changed, and x̂₀ with it at once. */
    void forget() {
        close();
    }

    /** Takes {@code clean} out of the step's scope. */
    private void remember(NDArray clean) {
        close();
        NDScope.unregister(clean);
        cleanBefore = clean;
    }

    @Override
    public void close() {
        if (cleanBefore != null) {
            cleanBefore.close();
            cleanBefore = null;
        }
    }
}
