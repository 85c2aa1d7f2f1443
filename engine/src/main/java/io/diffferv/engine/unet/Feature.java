package io.diffferv.engine.unet;

/** A tensor inside a layer that the source can give to the edit (method.md D). */
public enum Feature {
    /** Output of a residual block before its shortcut is added. */
    RESIDUAL,
    /** Queries of a self-attention layer, before the split into heads. */
    QUERIES,
    KEYS,
    VALUES
}
