package io.diffferv.engine.edit;

/** Which motion estimator runs. */
public enum FlowChoice {
    AUTO,
    GMFLOW,
    DIS
}
