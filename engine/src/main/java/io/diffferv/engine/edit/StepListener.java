package io.diffferv.engine.edit;

/** Hears of every step of a chunk's edit and may stop it. */
public interface StepListener {
    /** The parts of a chunk's edit, in order. */
    enum Stage {
        ENCODE,
        FLOW,
        INVERSION,
        MASK,
        SAMPLING,
        DECODE,
        SMOOTHING,
        /** What is left to do for the file: from the model's pictures to frames, written, and the next ones read. */
        COMPOSITE
    }

    /** A listener that lets everything pass. */
    StepListener SILENT = (stage, done, total) -> {};

    /**
     * @param done steps of the stage that are finished
     * @throws io.diffferv.engine.failure.EditException {@code CANCELLED} to stop the edit; nothing of the chunk is kept
     */
    void step(Stage stage, int done, int total);

    /** The whole chunk was in the cache; no step of it follows. */
    default void found() {}
}
