package io.diffferv.engine.edit;

/** In which steps the source gives its features (method.md D). */
public enum InjectionSchedule {
    /** As the profile's authors do. */
    AUTO,
    /** The first, noisiest share of the steps. */
    PREFIX,
    /** The last share of the steps. */
    SUFFIX
}
