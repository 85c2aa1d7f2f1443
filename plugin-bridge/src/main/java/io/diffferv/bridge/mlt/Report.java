package io.diffferv.bridge.mlt;

import java.util.List;

/**
 * How far a worker is, several times a second, and at last how it ended.
 *
 * @param frames finished frames of the output, fractions included
 * @param total frames of the output; -1 while unknown
 * @param edited frames that an effect has edited; for a clip, finished frames
 * @param unchanged frames that an effect let pass as it was told, at strength 0 or without a picture
 * @param failed frames that an effect could not edit
 * @param pulse grows with every step of a model and every frame: a worker whose pulse stands still hangs
 * @param state of the work
 * @param code exit status of the failure, 0 for none
 * @param sentence what failed
 * @param facts what was asked for, null where nothing was
 */
public record Report(
        State state,
        double frames,
        long total,
        long edited,
        long unchanged,
        long failed,
        long pulse,
        int code,
        String sentence,
        TimelineFacts facts) {
    /** Whether more reports follow. */
    public enum State {
        READY,
        RUNNING,
        DONE,
        FAILED
    }

    static final Report READY = new Report(State.READY, 0, -1, 0, 0, 0, 0, 0, "", null);

    Report failed(int exitStatus, String why) {
        return new Report(State.FAILED, frames, total, edited, unchanged, failed, pulse, exitStatus, why, null);
    }

    Report done() {
        return new Report(State.DONE, frames, total, edited, unchanged, failed, pulse, 0, "", null);
    }

    Report knowing(TimelineFacts found) {
        return new Report(State.DONE, frames, total, edited, unchanged, failed, pulse, 0, "", found);
    }

    /** With what was counted where the pictures were made. */
    Report counting(List<Piece> pieces) {
        long editedInAll = pieces.stream().mapToLong(Piece::edited).sum();
        long unchangedInAll = pieces.stream().mapToLong(Piece::unchanged).sum();
        return new Report(state, frames, total, editedInAll, unchangedInAll, failed, pulse, code, sentence, facts);
    }
}
