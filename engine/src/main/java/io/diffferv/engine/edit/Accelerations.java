package io.diffferv.engine.edit;

/**
 * Ways to be done sooner that cost some likeness to the plain edit; all of them are off by default.
 *
 * @param solver of inversion and sampling, not {@link Solver#AUTO}
 * @param featureReuse passes through the U-Net of which one computes its inner levels, 1 for all
 * @param vae {@code AUTO} for the small autoencoder if the model has one
 * @param keepFeatures whether the source's features and noise are those of the inversion, see {@link KeptSource}
 */
public record Accelerations(Solver solver, int featureReuse, VaeChoice vae, boolean keepFeatures) {}
