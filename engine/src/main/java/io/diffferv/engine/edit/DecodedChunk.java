package io.diffferv.engine.edit;

import java.util.List;

/**
 * What the model made of a chunk and its halo, not yet steadied along the source's motion. That needs no pipeline, so
 * that the next chunk can have it meanwhile.
 *
 * @param edited pictures, planes {@code [3, height, width]}, 0 to 1
 * @param baseline what the model makes of the source when nothing is edited
 * @param motion of the source; asks no network
 */
record DecodedChunk(Clip clip, List<float[]> edited, List<float[]> baseline, ClipFlow motion, double smoothing) {
    EditedChunk steadied() {
        List<float[]> steadied = new MotionSmoothing(smoothing).steadied(edited, baseline, motion);
        return new EditedChunk(clip.width(), clip.height(), steadied, baseline);
    }
}
