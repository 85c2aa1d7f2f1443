package io.diffferv.engine.edit;

/** Whether frames see each other at half the resolution where it is finest. */
public enum TokenMerging {
    /** What the quality takes. */
    AUTO,
    ON,
    OFF
}
