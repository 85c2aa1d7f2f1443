package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.FrameRange;

/**
 * A chunk of the farm: the frames that one file carries.
 *
 * @param i number of the chunk, from 0
 * @param in its first frame
 * @param out its last frame
 */
record Share(int i, long in, long out) {
    long frames() {
        return out - in + 1;
    }

    /** The frames of this share up to the end of a later one. */
    FrameRange upTo(Share last) {
        return new FrameRange(in, last.out + 1);
    }
}
