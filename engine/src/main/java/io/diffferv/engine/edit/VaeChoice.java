package io.diffferv.engine.edit;

/** Which autoencoder leads from pictures to latents and back. */
public enum VaeChoice {
    /** What the quality takes: in a draft the small one, if the model has one. */
    AUTO,
    FULL,
    TINY
}
