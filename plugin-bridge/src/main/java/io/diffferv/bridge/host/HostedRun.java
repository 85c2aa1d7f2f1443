package io.diffferv.bridge.host;

import java.nio.ByteBuffer;

/** Frames of a clip that are edited together. One thread adds, then one edits; composing is for all. */
public interface HostedRun {
    /** Follows an edit; called by the thread that edits. */
    @FunctionalInterface
    interface Listener {
        /**
         * @param ready own frames from the first that can be composed
         * @param done share of the work, 0 to 1
         * @param seconds left, below 0 where unknown
         * @return whether to go on
         */
        boolean heard(int ready, double done, double seconds);
    }

    /** @param pixels the next frame in the request's layout, only read, and only during the call */
    void add(ByteBuffer pixels);

    /** Returns when all own frames are edited. */
    void edit(Listener listener);

    /**
     * Lays the edit of an own frame over its pixels, in place.
     *
     * @param before the run before, null where there is none
     * @param after the run after, null where there is none
     */
    void compose(HostedRun before, HostedRun after, int index, double strength, ByteBuffer pixels);
}
