package io.diffferv.engine.edit;

/** Where the networks run. */
public enum DeviceChoice {
    AUTO,
    CPU,
    GPU
}
