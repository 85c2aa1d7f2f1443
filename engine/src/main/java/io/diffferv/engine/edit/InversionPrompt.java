package io.diffferv.engine.edit;

/** Prompt under which the source is inverted. */
public enum InversionPrompt {
    SOURCE,
    EMPTY
}
