package io.diffferv.engine.edit;

import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.weights.ModelFolder;

/**
 * Settings with everything decided that they leave to the machine and the clip.
 *
 * @param width working width, a multiple of 64
 * @param height working height, a multiple of 64
 * @param steps T
 * @param inversionPredictions noise predictions for each inversion step
 * @param mostImages images in the U-Net at once
 * @param mostPictures pictures in the autoencoder at once
 * @param keepsMaskFeatures whether the features that the source shows while the mask is measured wait in memory for
 *     sampling, which has them computed again otherwise, to the same pictures
 */
public record EditPlan(
        EditSettings settings,
        WindowPlan window,
        int width,
        int height,
        int steps,
        int inversionPredictions,
        int mostImages,
        int mostPictures,
        boolean keepsMaskFeatures) {
    /** From so many steps on, two predictions invert as well as three do below. */
    private static final int CLOSE_STEPS = 50;

    /**
     * @param key pipeline that will do the work; it need not be loaded
     * @param model of that pipeline
     * @param uprightWidth of the source, pixels
     * @param uprightHeight of the source, pixels
     * @throws io.diffferv.engine.failure.EditException {@code OUT_OF_MEMORY} when the budget is too small for the model
     */
    public static EditPlan of(
            EditSettings settings, PipelineKey key, ModelFolder model, int uprightWidth, int uprightHeight) {
        boolean gpu = key.onGpu();
        Quality quality = settings.quality();
        WorkingSize.Resolved size = settings.workingSize()
                .resolve(uprightWidth, uprightHeight, quality.leastSide(model), quality.mostSide(model));
        WindowPlan window = window(settings, gpu);
        int steps = settings.steps() > 0
                ? settings.steps()
                : quality.steps(gpu, settings.accelerations().solver());
        int seen = window.chunk() + 2 * window.halo();
        MemoryBudget budget =
                MemoryBudget.of(settings.memory(), key, model, size, seen, (long) uprightWidth * uprightHeight);
        int predictions = predictions(settings, steps);
        FeatureMemory features = new FeatureMemory(
                PreservationFeatures.of(settings),
                settings.accelerations().solver().scheduler(model.scheduler(), steps),
                model,
                size,
                seen,
                key.precision().getNumOfBytes());
        boolean own = invertsAtItsLevels(settings, key, predictions);
        MemoryBudget unetBudget = own || settings.accelerations().keepFeatures()
                ? budget.keeping(features.ofAllLevels(), size.width(), size.height(), seen)
                : budget;
        int images = unetBudget.images(size.width(), size.height(), seen);
        boolean room = own
                || takesMaskFeatures(settings)
                        && budget.holds(features.ofTheMask(), size.width(), size.height(), seen, images);
        return new EditPlan(
                settings,
                window,
                size.width(),
                size.height(),
                steps,
                predictions,
                images,
                budget.pictures(size.width(), size.height()),
                settings.mask() != MaskChoice.OFF && room);
    }

    /** How clips are cut on a GPU, or on a CPU. */
    public static WindowPlan window(EditSettings settings, boolean gpu) {
        Quality quality = settings.quality();
        int chunk = settings.chunk() > 0 ? settings.chunk() : quality.chunk(gpu);
        return new WindowPlan(chunk, Math.min(settings.halo(), quality.mostHalo(gpu)));
    }

    /**
     * Whether the inversion's passes are what the source beside the edit would compute again, and are kept for it. Where
     * that was not asked for they must be so to the bit and take little memory: a draft's few steps on a CPU. A GPU's
     * latents are strided otherwise when they come out of the network than when they are read back, and round otherwise.
     */
    boolean invertsAtItsLevels(PipelineKey key) {
        return invertsAtItsLevels(settings, key, inversionPredictions);
    }

    private static boolean invertsAtItsLevels(EditSettings settings, PipelineKey key, int predictions) {
        Accelerations accelerations = settings.accelerations();
        return (accelerations.keepFeatures() || settings.quality() == Quality.DRAFT && !key.onGpu())
                && accelerations.solver() == Solver.DPM
                && accelerations.featureReuse() == 1
                && predictions == 1
                && settings.inversionPrompt() == InversionPrompt.SOURCE
                && settings.inversionTemporal()
                && settings.temporal().placement() != Placement.DISJOINT;
    }

    /**
     * Whether sampling would take them: not where it takes the inversion's, nor where the source's passes leave out
     * inner levels, since which of them do depends on every pass before.
     */
    private static boolean takesMaskFeatures(EditSettings settings) {
        Accelerations accelerations = settings.accelerations();
        return !accelerations.keepFeatures() && accelerations.featureReuse() == 1;
    }

    /** Everything that decides the model's pictures, as text; strength and compositing come after them. */
    String identity() {
        return String.join(
                "\n",
                settings.prompt(),
                settings.sourcePrompt(),
                Double.toString(settings.tauApp()),
                Double.toString(settings.guidance()),
                Long.toString(settings.seed()),
                settings.flow().toString(),
                settings.temporal().toString(),
                settings.preservation().toString(),
                settings.schedule().toString(),
                Boolean.toString(settings.exact()),
                settings.inversionPrompt().toString(),
                Boolean.toString(settings.inversionTemporal()),
                settings.posterior().toString(),
                Double.toString(settings.negativeStart()),
                Double.toString(settings.emptyBlend()),
                settings.mask().toString(),
                Double.toString(settings.smoothing()),
                settings.accelerations().toString(),
                width + "x" + height,
                Integer.toString(steps),
                Integer.toString(inversionPredictions),
                Integer.toString(mostImages),
                Integer.toString(mostPictures));
    }

    /**
     * One where sampling corrects what inversion misses anyway. Otherwise enough to come back to the clean latents:
     * few steps are far apart, so that one prediction misses by more.
     */
    private static int predictions(EditSettings settings, int steps) {
        if (settings.inversionPredictions() > 0) {
            return settings.inversionPredictions();
        }
        if (settings.exact()) {
            return 1;
        }
        return steps >= CLOSE_STEPS ? 2 : 3;
    }
}
