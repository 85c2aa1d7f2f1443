package io.diffferv.engine.edit;

/** Number format of the networks; the scheduler's arithmetic does not depend on it. */
public enum PrecisionChoice {
    AUTO,
    FP32,
    FP16
}
