package io.diffferv.engine.edit;

/** Whether untouched regions are held to the source. */
public enum MaskChoice {
    AUTO,
    OFF
}
