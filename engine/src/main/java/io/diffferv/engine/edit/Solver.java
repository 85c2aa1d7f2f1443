package io.diffferv.engine.edit;

/** How latents get from one noise level to the next. */
public enum Solver {
    /** What the quality takes. */
    AUTO,
    /** The paper's, of first order. */
    DDIM,
    /** DPM-Solver++(2M), of second order: the same result with fewer noise levels. */
    DPM
}
