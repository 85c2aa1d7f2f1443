package io.diffferv.engine.train;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How a model is specialised; defaults are the paper's, or else those of method.md B.
 *
 * @param steps of the optimizer
 * @param batch pictures of one step
 * @param together pictures that go through the network at once; fewer take less memory, and gradients add up
 * @param learningRate reached at the end of the warm-up
 * @param warmUp steps in which the learning rate rises from 0
 * @param mostNorm the gradient's norm is scaled down to it
 * @param average decay of the moving average of the weights, which is what is written at the end; 0 for none
 * @param generalShare probability with which a sample is of the general set
 * @param captionDropout probability with which a caption is replaced by the empty one
 * @param leastScale smallest share of the canvas's side that a face picture's short side takes
 * @param variants placements of each face picture, whose latents are kept on disk
 * @param size side of the canvas in pixels, divisible by 64
 * @param every steps between checkpoints, and between validations
 * @param checkpointing whether layers are computed once more for their derivatives: a third more work, far less memory
 * @param precision that the network computes in; AUTO becomes what it stands for
 * @param seed of everything drawn at random
 */
public record SpecializationSettings(
        long steps,
        int batch,
        int together,
        double learningRate,
        int warmUp,
        double mostNorm,
        double average,
        double generalShare,
        double captionDropout,
        double leastScale,
        int variants,
        int size,
        int every,
        boolean checkpointing,
        TrainingPrecision precision,
        long seed) {
    public SpecializationSettings {
        precision = precision.onThisMachine();
        List<Problem> problems = new ArrayList<>();
        require(problems, steps >= 1, "--steps", "1 or more", steps);
        require(problems, batch >= 1, "--batch", "1 or more", batch);
        require(problems, together >= 1 && together <= batch, "--together", "1 to the batch", together);
        require(problems, learningRate > 0 && learningRate < 1, "--learning-rate", "above 0, below 1", learningRate);
        require(problems, warmUp >= 0, "--warm-up", "0 or more", warmUp);
        require(problems, mostNorm > 0, "--clip", "above 0", mostNorm);
        require(problems, average >= 0 && average < 1, "--average", "0 to below 1", average);
        require(problems, isShare(generalShare), "--general-share", "0 to 1", generalShare);
        require(problems, isShare(captionDropout), "--caption-dropout", "0 to 1", captionDropout);
        require(problems, leastScale >= 0.1 && leastScale <= 1, "--least-scale", "0.1 to 1", leastScale);
        require(problems, variants >= 1, "--variants", "1 or more", variants);
        require(problems, size >= 64 && size % 64 == 0, "--size", "a multiple of 64", size);
        require(problems, every >= 1, "--every", "1 or more", every);
        if (!problems.isEmpty()) {
            throw new EditException(FailureCode.BAD_REQUEST, problems);
        }
    }

    /** α of step {@code n}, from 1. */
    double rate(long n) {
        return learningRate * Math.min(1, (double) n / Math.max(1, warmUp));
    }

    /** These, for as many steps as one likes: a longer run may continue a shorter one. */
    SpecializationSettings endless() {
        return new SpecializationSettings(
                Long.MAX_VALUE,
                batch,
                together,
                learningRate,
                warmUp,
                mostNorm,
                average,
                generalShare,
                captionDropout,
                leastScale,
                variants,
                size,
                every,
                checkpointing,
                precision,
                seed);
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    private static void require(List<Problem> problems, boolean met, String option, String expected, Object found) {
        if (!met) {
            problems.add(new Problem(
                    "the value is out of range", option, expected, String.valueOf(found), "give another one"));
        }
    }
}
