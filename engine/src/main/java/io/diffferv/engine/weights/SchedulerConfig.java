package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;

/**
 * What {@code scheduler/scheduler_config.json} says about the noise that the model was trained with (method.md K). The
 * sampler that the file names is not used: DDIM is built from the same values. Betas are scaled-linear, predictions are
 * of the noise, samples are not clipped.
 *
 * @param numTrainTimesteps training steps, 1000 in the whole family
 * @param betaStart variance added at the first training step
 * @param betaEnd variance added at the last training step
 * @param setAlphaToOne whether the step to the clean picture ends at a signal level of 1, not at that of step 0
 * @param stepsOffset added to every timestep
 */
public record SchedulerConfig(
        int numTrainTimesteps, double betaStart, double betaEnd, boolean setAlphaToOne, int stepsOffset) {

    /**
     * Reads and checks the file.
     *
     * @throws EditException with {@link FailureCode#MODEL} and everything in the file that is not supported
     */
    public static SchedulerConfig read(Path path) {
        ConfigFile file = ConfigFile.read(path);
        file.only("beta_schedule", "scaled_linear");
        file.only("prediction_type", "epsilon");
        file.only("clip_sample", false);
        file.only("thresholding", false);
        file.only("rescale_betas_zero_snr", false);
        file.absent("trained_betas");
        SchedulerConfig config = new SchedulerConfig(
                file.count("num_train_timesteps", 1000),
                file.number("beta_start"),
                file.number("beta_end"),
                file.flag("set_alpha_to_one", false),
                file.countFromZero("steps_offset", 1));
        if (config.betaStart >= config.betaEnd || config.betaEnd >= 1) {
            file.problem(
                    "the betas are out of order",
                    "beta_start < beta_end < 1",
                    config.betaStart + ", " + config.betaEnd);
        }
        file.require();
        return config;
    }
}
