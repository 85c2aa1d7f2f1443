package io.diffferv.engine.schedule;

import io.diffferv.engine.weights.SchedulerConfig;

/**
 * The DDIM noise schedule with η = 0 (method.md K). One step in either direction is z′ = a z + b ε, so that a scheduler
 * hands out pairs of numbers and never touches a tensor.
 */
public final class DdimScheduler {
    /**
     * One step between two noise levels, z′ = a z + b ε: x̂₀ = (z − √(1−ᾱ) ε) / √ᾱ put into √ᾱ′ x̂₀ + √(1−ᾱ′) ε.
     *
     * @param a √(ᾱ′ / ᾱ)
     * @param b √(1−ᾱ′) − √(1−ᾱ) a
     */
    public record Step(double a, double b) {
        static Step between(double alphaBar, double alphaBarNext) {
            double a = Math.sqrt(alphaBarNext / alphaBar);
            return new Step(a, Math.sqrt(1 - alphaBarNext) - Math.sqrt(1 - alphaBar) * a);
        }
    }

    private final double[] alphasCumprod;
    private final double finalAlphaCumprod;
    private final int[] timesteps;

    /**
     * @param steps T, between 1 and the number of training steps
     */
    public DdimScheduler(SchedulerConfig config, int steps) {
        int trainSteps = config.numTrainTimesteps();
        if (steps < 1 || steps > trainSteps) {
            throw new IllegalArgumentException("steps " + steps + " of " + trainSteps);
        }
        this.alphasCumprod = alphasCumprod(config);
        this.finalAlphaCumprod = config.setAlphaToOne() ? 1 : alphasCumprod[0];
        this.timesteps = new int[steps];
        for (int k = 0; k < steps; k++) {
            // "leading" spacing
            timesteps[k] = Math.min(k * (trainSteps / steps) + config.stepsOffset(), trainSteps - 1);
        }
    }

    /** β_k = (√β_start + k/(K−1) (√β_end − √β_start))², ᾱ_k = Π_{j≤k} (1 − β_j). */
    private static double[] alphasCumprod(SchedulerConfig config) {
        int count = config.numTrainTimesteps();
        double start = Math.sqrt(config.betaStart());
        double end = Math.sqrt(config.betaEnd());
        double[] alphas = new double[count];
        double product = 1;
        for (int k = 0; k < count; k++) {
            double root = start + k / (count - 1.0) * (end - start);
            product *= 1 - root * root;
            alphas[k] = product;
        }
        return alphas;
    }

    /** T. */
    public int steps() {
        return timesteps.length;
    }

    /** t of level {@code k}, 1 (least noise) to T. */
    public int timestep(int k) {
        return timesteps[k - 1];
    }

    /** ᾱ of level {@code k}, 1 to T; level 0 is the clean latent. */
    public double alphaBar(int k) {
        return k == 0 ? finalAlphaCumprod : alphasCumprod[timesteps[k - 1]];
    }

    /** ᾱ_t of a training step. */
    public double alphaCumprod(int t) {
        return alphasCumprod[t];
    }

    /** From level {@code k} to {@code k − 1}. */
    public Step denoise(int k) {
        return Step.between(alphaBar(k), alphaBar(k - 1));
    }

    /** From level {@code k − 1} to {@code k}. */
    public Step invert(int k) {
        return Step.between(alphaBar(k - 1), alphaBar(k));
    }
}
