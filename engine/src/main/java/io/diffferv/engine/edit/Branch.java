package io.diffferv.engine.edit;

/** The noise predictions of one sampling step; the edit's go through the U-Net as one batch, in this order. */
enum Branch {
    /** The source's stored latents under the source prompt; gives its features to the others. */
    SOURCE,
    /** The edit under the empty prompt. */
    EMPTY,
    /** The edit under the source prompt. */
    NEGATIVE,
    /** The edit under the edited prompt. */
    POSITIVE
}
