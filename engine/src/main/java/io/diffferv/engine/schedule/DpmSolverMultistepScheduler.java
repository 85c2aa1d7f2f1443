package io.diffferv.engine.schedule;

import io.diffferv.engine.weights.SchedulerConfig;

/**
 * DPM-Solver++(2M) (Lu et al., arXiv 2211.01095, algorithm 2), deterministic and of second order: x_i = σ_i/σ_{i−1}
 * x_{i−1} − α_i (e^{−h_i} − 1) D_i with D_i = x_θ(i−1) + (x_θ(i−1) − x_θ(i−2)) / (2 r_i), h_i = λ_i − λ_{i−1},
 * r_i = h_{i−1} / h_i and λ = log(α / σ). What D_i has beyond x_θ(i−1), DDIM's step, is c.
 *
 * <p>The same formula leads up the levels, where every h is negative. Levels are as far from each other in λ as whole
 * timesteps allow, all the way from t = 0 to the last: on DDIM's, which are even in t, the first steps up reach many
 * times further than what they look back on, and the edit comes out no better than DDIM's.
 */
public final class DpmSolverMultistepScheduler implements Scheduler {
    private final double[] alphasCumprod;
    private final boolean cleanAtZero;
    private final int[] timesteps;

    /**
     * @param steps T, between 1 and the number of training steps less one
     */
    public DpmSolverMultistepScheduler(SchedulerConfig config, int steps) {
        int last = config.numTrainTimesteps() - 1;
        if (steps < 1 || steps > last) {
            throw new IllegalArgumentException("steps " + steps + " of " + last);
        }
        this.alphasCumprod = DdimScheduler.alphasCumprod(config);
        this.cleanAtZero = config.setAlphaToOne();
        this.timesteps = new int[steps + 1];
        double h = (lambdaAt(last) - lambdaAt(0)) / steps;
        for (int k = 1; k <= steps; k++) {
            int t = timesteps[k - 1] + 1;
            double lambda = lambdaAt(0) + k * h;
            while (t < last && Math.abs(lambdaAt(t + 1) - lambda) < Math.abs(lambdaAt(t) - lambda)) {
                t++;
            }
            // With very many steps the levels near t = 0 crowd out those above them.
            timesteps[k] = Math.min(t, last - (steps - k));
        }
    }

    @Override
    public int steps() {
        return timesteps.length - 1;
    }

    @Override
    public int timestep(int k) {
        return timesteps[k];
    }

    @Override
    public Step denoise(int k) {
        return step(k + 1, k, k - 1);
    }

    @Override
    public Step invert(int k) {
        return step(k - 2, k - 1, k);
    }

    @Override
    public boolean looksBack() {
        return true;
    }

    @Override
    public int inversionTimestep(int k) {
        return timesteps[k - 1];
    }

    /** In time: a share of these levels says little about how far the latents have come. */
    @Override
    public int passed(int k) {
        return length() - timesteps[k];
    }

    @Override
    public int length() {
        return alphasCumprod.length;
    }

    private Step step(int before, int from, int to) {
        double c = 0;
        if (before >= 0 && before <= steps()) {
            double h = lambda(to) - lambda(from);
            double r = (lambda(from) - lambda(before)) / h;
            // Where a level is free of noise λ is infinite, and a step to it of first order.
            c = Double.isInfinite(h) ? 0 : -Math.sqrt(alphaBar(to)) * Math.expm1(-h) / (2 * r);
        }
        return Step.between(alphaBar(from), alphaBar(to), c);
    }

    private double alphaBar(int k) {
        return k == 0 && cleanAtZero ? 1 : alphasCumprod[timesteps[k]];
    }

    private double lambda(int k) {
        return k == 0 && cleanAtZero ? Double.POSITIVE_INFINITY : lambdaAt(timesteps[k]);
    }

    /** λ of a timestep: half of the log of its signal-to-noise ratio. */
    private double lambdaAt(int t) {
        return Math.log(alphasCumprod[t] / (1 - alphasCumprod[t])) / 2;
    }
}
