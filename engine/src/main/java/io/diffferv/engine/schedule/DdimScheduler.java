package io.diffferv.engine.schedule;

import io.diffferv.engine.weights.SchedulerConfig;

/** The DDIM noise schedule with η = 0 (method.md K): a step in either direction is z′ = a z + b ε. */
public final class DdimScheduler implements Scheduler {
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
    static double[] alphasCumprod(SchedulerConfig config) {
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

    @Override
    public int steps() {
        return timesteps.length;
    }

    @Override
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

    @Override
    public Step denoise(int k) {
        return Step.between(alphaBar(k), alphaBar(k - 1), 0);
    }

    @Override
    public Step invert(int k) {
        return Step.between(alphaBar(k - 1), alphaBar(k), 0);
    }

    @Override
    public boolean looksBack() {
        return false;
    }

    /** One level above the latent's, as all published implementations have it (method.md K). */
    @Override
    public int inversionTimestep(int k) {
        return timestep(k);
    }

    @Override
    public int passed(int k) {
        return steps() - k;
    }

    @Override
    public int length() {
        return steps();
    }
}
