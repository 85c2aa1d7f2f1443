package io.diffferv.engine.edit;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;

/** Turns the steps of chunks into the progress of a file, and stops the work when it is asked to. */
final class ChunkProgress implements StepListener {
    private final EditListener listener;
    private final long total;
    private final boolean samples;
    private long finished;
    private long resumed;
    private int size;

    ChunkProgress(EditListener listener, long total, EditJob.Task task) {
        this.listener = listener;
        this.total = total;
        this.samples = task == EditJob.Task.EDIT;
    }

    void begin(long framesFinished, int chunkSize) {
        finished = framesFinished;
        size = chunkSize;
        report(Stage.ENCODE, finished);
    }

    @Override
    public void found() {
        resumed += size;
    }

    /** The model is done with the chunk in hand. */
    void composite() {
        report(Stage.COMPOSITE, finished + size);
    }

    void end(long frames) {
        report(samples ? Stage.COMPOSITE : Stage.INVERSION, frames);
    }

    @Override
    public void step(Stage stage, int done, int steps) {
        double share = switch (stage) {
            case ENCODE, FLOW -> 0;
            case MASK -> INVERSION_SHARE;
            case INVERSION -> (samples ? INVERSION_SHARE : 1) * done / steps;
            case SAMPLING -> INVERSION_SHARE + (1 - INVERSION_SHARE) * done / steps;
            case DECODE, SMOOTHING, COMPOSITE -> 1;
        };
        report(stage, finished + share * size);
    }

    /** One noise prediction against three, plus a few for a steadier inversion. */
    private static final double INVERSION_SHARE = 0.3;

    private void report(Stage stage, double frames) {
        if (listener.cancelled()) {
            throw new EditException(
                    FailureCode.CANCELLED,
                    new Problem(
                            "the work was stopped",
                            "frame %d".formatted((long) frames),
                            "all frames",
                            "%d finished".formatted(finished),
                            "run the same command again to continue"));
        }
        listener.progress(new EditListener.Progress(stage, frames, total, resumed));
    }
}
