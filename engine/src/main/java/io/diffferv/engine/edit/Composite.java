package io.diffferv.engine.edit;

/** How the model's picture reaches the frame (design.md, decision 3). */
public enum Composite {
    /** What the edit changed is added to the source. */
    RESIDUAL,
    /** The model's picture replaces the source. */
    FULL
}
