package io.diffferv.engine.edit;

/** What is taken of the autoencoder's distribution. */
public enum Posterior {
    MEAN,
    SAMPLE
}
