package io.diffferv.engine.edit;

import io.diffferv.engine.temporal.WindowPlan;

/**
 * Neighbouring frames of a clip, {@code [from, to)}.
 *
 * @param from a multiple of the chunk, for results that those of the whole clip equal
 * @param to a multiple of the chunk as well, or the clip's end
 */
public record FrameRange(long from, long to) {
    public FrameRange {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("frames %d to %d".formatted(from, to));
        }
    }

    /** Number of frames. */
    public long size() {
        return to - from;
    }

    boolean contains(long frame) {
        return frame >= from && frame < to;
    }

    /** The first chunk that has a part in the range's frames. */
    long firstChunk(WindowPlan window) {
        return Math.max(0, (from - window.halo()) / window.chunk());
    }

    /** The first chunk after all that have a part in the range's frames. */
    long endChunk(WindowPlan window) {
        return window.chunks(to + window.halo());
    }
}
