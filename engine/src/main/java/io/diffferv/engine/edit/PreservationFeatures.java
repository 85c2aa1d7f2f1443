package io.diffferv.engine.edit;

import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.weights.SchedulerConfig;
import java.util.Set;

/**
 * Which features of the source replace the edit's, and in which steps (method.md D, equation 7).
 *
 * @param schedule not {@code AUTO}, which settings resolve
 * @param tauApp τ_app, share of the steps
 */
public record PreservationFeatures(PreservationProfile profile, InjectionSchedule schedule, double tauApp) {
    /** PnP's attention threshold (0.5 T) over its residual threshold (0.8 T). */
    private static final double PNP_ATTENTION_SHARE = 0.5 / 0.8;

    private static final Set<String> FLATTEN_RESIDUALS =
            Set.of("up_blocks.1.resnets.0", "up_blocks.1.resnets.1", "up_blocks.2.resnets.0");
    private static final Set<String> FLATTEN_ATTENTION = Set.of(
            "up_blocks.1.attentions.1",
            "up_blocks.1.attentions.2",
            "up_blocks.2.attentions.0",
            "up_blocks.2.attentions.1",
            "up_blocks.2.attentions.2",
            "up_blocks.3.attentions.0");
    private static final Set<String> PNP_RESIDUALS = Set.of("up_blocks.1.resnets.1");
    private static final Set<String> PNP_ATTENTION = Set.of(
            "up_blocks.1.attentions.1",
            "up_blocks.1.attentions.2",
            "up_blocks.2.attentions.0",
            "up_blocks.2.attentions.1",
            "up_blocks.2.attentions.2",
            "up_blocks.3.attentions.0",
            "up_blocks.3.attentions.1",
            "up_blocks.3.attentions.2");
    private static final Set<String> MASACTRL_ATTENTION = Set.of(
            "up_blocks.2.attentions.0",
            "up_blocks.2.attentions.1",
            "up_blocks.2.attentions.2",
            "up_blocks.3.attentions.0",
            "up_blocks.3.attentions.1",
            "up_blocks.3.attentions.2");

    static PreservationFeatures of(EditSettings settings) {
        return new PreservationFeatures(settings.preservation(), settings.schedule(), settings.tauApp());
    }

    /** In the step from level {@code k}, 1 to T. */
    FeatureSharing at(Scheduler scheduler, int k, SchedulerConfig config) {
        return at(scheduler.passed(k), scheduler.length(), scheduler.timestep(k), config.numTrainTimesteps());
    }

    /**
     * @param s sampling step, 0 the noisiest
     * @param steps T
     * @param timestep t of this step
     * @param trainSteps timesteps that the model was trained on
     */
    FeatureSharing at(int s, int steps, int timestep, int trainSteps) {
        return switch (profile) {
            case NONE -> FeatureSharing.NONE;
            case FLATTEN ->
                active(tauApp, s, steps, timestep, trainSteps)
                        ? new FeatureSharing(FLATTEN_RESIDUALS, FLATTEN_ATTENTION, Set.of())
                        : FeatureSharing.NONE;
            case PNP ->
                new FeatureSharing(
                        active(tauApp, s, steps, timestep, trainSteps) ? PNP_RESIDUALS : Set.of(),
                        active(tauApp * PNP_ATTENTION_SHARE, s, steps, timestep, trainSteps) ? PNP_ATTENTION : Set.of(),
                        Set.of());
            case MASACTRL ->
                active(tauApp, s, steps, timestep, trainSteps)
                        ? new FeatureSharing(Set.of(), Set.of(), MASACTRL_ATTENTION)
                        : FeatureSharing.NONE;
        };
    }

    private boolean active(double share, int s, int steps, int timestep, int trainSteps) {
        boolean suffix = schedule == InjectionSchedule.SUFFIX;
        // Half a step of tolerance would move borders; a hair's breadth only undoes rounding of 0.9 · 20 and the like.
        return suffix ? timestep <= share * trainSteps + 1e-9 : s < share * steps - 1e-9;
    }
}
