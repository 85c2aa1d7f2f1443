package io.diffferv.engine.schedule;

/**
 * Noise levels 0 (clean) to T and the steps between neighbours. A step is linear in the latent z, the predicted noise ε
 * and the clean latents x̂₀ predicted at this step and at the one before it, so that a scheduler hands out numbers and
 * never touches a tensor.
 */
public sealed interface Scheduler permits DdimScheduler, DpmSolverMultistepScheduler {
    /**
     * z′ = a z + b ε + c (x̂₀ − x̂₀ before) with x̂₀ = (z − √(1−ᾱ) ε) / √ᾱ.
     *
     * @param a √(ᾱ′ / ᾱ)
     * @param b √(1−ᾱ′) − √(1−ᾱ) a: with a, DDIM's step, which is every solver's first
     * @param c share of the change in x̂₀, 0 for a solver that looks back no step
     * @param alphaBar ᾱ of the level that the step leaves
     */
    record Step(double a, double b, double c, double alphaBar) {
        static Step between(double alphaBar, double alphaBarNext, double c) {
            double a = Math.sqrt(alphaBarNext / alphaBar);
            return new Step(a, Math.sqrt(1 - alphaBarNext) - Math.sqrt(1 - alphaBar) * a, c, alphaBar);
        }
    }

    /** T. */
    int steps();

    /** t of level {@code k}, 1 (least noise) to T. */
    int timestep(int k);

    /** From level {@code k} to {@code k − 1}; before it comes the step from {@code k + 1}, if there is one. */
    Step denoise(int k);

    /** From level {@code k − 1} to {@code k}; before it comes the step from {@code k − 2}, if there is one. */
    Step invert(int k);

    /** Whether steps have a c, and so a step needs the clean latents that the one before it predicted. */
    boolean looksBack();

    /** t at which the noise for {@link #invert} is predicted from the latent of level {@code k − 1}. */
    int inversionTimestep(int k);

    /** How much of {@link #length} lies before sampling's step from level {@code k}: what shares of it refer to. */
    int passed(int k);

    /** The whole way of sampling, in steps or in what else tells how far it is. */
    int length();
}
