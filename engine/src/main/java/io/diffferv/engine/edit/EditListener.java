package io.diffferv.engine.edit;

/** Follows the work on a file, and can stop it. Called by the thread that works. */
public interface EditListener {
    /**
     * How far the work is.
     *
     * @param stage of the chunk in hand
     * @param frames finished, the chunk in hand counted by its finished steps
     * @param total frames of the file, as far as they are known; −1 for unknown
     * @param resumed frames whose result an earlier run had left
     */
    record Progress(StepListener.Stage stage, double frames, long total, long resumed) {}

    void progress(Progress progress);

    /** Asked between steps; true abandons the chunk in hand and ends the work with {@code CANCELLED}. */
    boolean cancelled();
}
