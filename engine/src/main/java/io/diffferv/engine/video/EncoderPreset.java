package io.diffferv.engine.video;

/** How pictures are written. */
public enum EncoderPreset {
    /** FFV1 in Matroska: every sample as it is, large files. */
    LOSSLESS,
    /** Good to look at at ordinary file sizes, with the source's depth, chroma grid and alpha. */
    ORDINARY
}
