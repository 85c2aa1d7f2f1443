package io.diffferv.engine.edit;

/** A setting that is on or off. */
public enum Switch {
    ON,
    OFF;

    public boolean isOn() {
        return this == ON;
    }
}
