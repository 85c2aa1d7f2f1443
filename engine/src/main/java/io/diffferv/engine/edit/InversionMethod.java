package io.diffferv.engine.edit;

/** How latents are carried up the noise levels. */
public enum InversionMethod {
    /** Method.md K: the noise predicted one level too low is taken as it is. */
    PLAIN,
    /** The noise is predicted again at the level it leads to, until it hardly changes. */
    FIXED_POINT,
    /** Plain, and every sampling step adds what the source's own step misses its stored latents by. */
    EXACT
}
