package io.diffferv.engine.temporal;

/**
 * Cuts a clip into chunks that are edited on their own, each with a halo of frames it sees but does not return
 * (design.md, decision 2). The grid lies on absolute frame numbers, so that a chunk is the same whichever part of the
 * clip is asked for.
 *
 * @param chunk frames that a chunk returns, at least 1
 * @param halo frames seen on either side
 */
public record WindowPlan(int chunk, int halo) {
    public WindowPlan {
        if (chunk < 1 || halo < 0) {
            throw new IllegalArgumentException("chunk " + chunk + ", halo " + halo);
        }
    }

    /** Returned frames {@code [from, to)} and seen frames {@code [seenFrom, seenTo)}, absolute. */
    public record Chunk(long from, long to, long seenFrom, long seenTo) {
        /** Frames returned. */
        public int size() {
            return (int) (to - from);
        }

        /** Frames seen. */
        public int seen() {
            return (int) (seenTo - seenFrom);
        }

        /** Frames seen before the first one returned. */
        public int lead() {
            return (int) (from - seenFrom);
        }
    }

    /**
     * @param index of the chunk, 0 for the clip's first
     * @param frames of the clip; more than the chunk's first frame
     */
    public Chunk chunk(long index, long frames) {
        long from = index * chunk;
        long to = Math.min(from + chunk, frames);
        if (from < 0 || from >= to) {
            throw new IllegalArgumentException("chunk " + index + " of " + frames + " frames");
        }
        return new Chunk(from, to, Math.max(from - halo, 0), Math.min(to + halo, frames));
    }

    /** Number of chunks of a clip. */
    public long chunks(long frames) {
        return (frames + chunk - 1) / chunk;
    }
}
