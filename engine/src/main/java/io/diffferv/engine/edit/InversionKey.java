package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentHash;

/**
 * Names an inversion by everything that decides its latents; the edited prompt does not.
 *
 * @param flow name of the motion estimator
 */
record InversionKey(DiffusionModel model, PipelineKey pipeline, EditPlan plan, String flow) {
    String of(ClipStudy study) {
        EditSettings settings = plan.settings();
        boolean sampled = settings.posterior() == Posterior.SAMPLE;
        // As those of ofNoise.
        boolean records = settings.accelerations().keepFeatures() || plan.invertsAtItsLevels(pipeline);
        return new ContentHash("inversion")
                .with("model", model.folder().contentHash())
                .with("precision", pipeline.precision().toString())
                .with("machine", pipeline.machine())
                .with("prompt", settings.inversionPrompt() == InversionPrompt.SOURCE ? settings.sourcePrompt() : "")
                .with("steps", plan.steps())
                .with("accelerations", settings.accelerations().toString())
                .with("predictions", plan.inversionPredictions())
                .with("posterior", sampled ? settings.seed() : -1)
                .with(
                        "temporal",
                        settings.inversionTemporal() ? settings.temporal().toString() : "")
                .with("flow", flow)
                .with("features", records ? PreservationFeatures.of(settings).toString() : "")
                .with("images", plan.mostImages())
                .with("pictures", plan.mostPictures())
                .with("clip", study.hash())
                .hex();
    }

    /**
     * Names the source's own noise predictions at the levels of {@code inversion}. Passes that record features for the
     * edit round as they do for those features.
     */
    static String ofNoise(String inversion, EditSettings settings) {
        return new ContentHash("source-noise")
                .with("inversion", inversion)
                .with("prompt", settings.sourcePrompt())
                .with("temporal", settings.temporal().toString())
                .with("features", PreservationFeatures.of(settings).toString())
                .hex();
    }
}
