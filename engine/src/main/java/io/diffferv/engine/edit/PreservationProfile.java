package io.diffferv.engine.edit;

/** Which features the source gives to the edit (method.md D). */
public enum PreservationProfile {
    FLATTEN,
    PNP,
    MASACTRL,
    NONE
}
