package io.diffferv.engine.edit;

import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.RgbImage;

/**
 * One frame's edit out of those of the chunks that saw it: fades from one chunk to the next over the frames that both
 * have seen, after both are finished (design.md, decision 2), so that a chunk stays independent of its neighbours and
 * the seam does not show.
 */
final class FrameBlend {
    private final int halo;
    private final long frame;
    private int width;
    private int height;
    private float[] change;
    private float[] baseline;
    private double weights;

    /** @param frame its number in the clip */
    FrameBlend(WindowPlan window, long frame) {
        this.halo = window.halo();
        this.frame = frame;
    }

    /** Adds what a chunk made of the frame; chunks come in order. */
    void add(WindowPlan.Chunk chunk, KeptChunk pictures) {
        int index = (int) (frame - chunk.seenFrom());
        double weight = weight(chunk);
        float[] edited = pictures.edited(index);
        float[] unedited = pictures.baseline(index);
        if (change == null) {
            width = pictures.width();
            height = pictures.height();
            change = new float[edited.length];
            baseline = unedited;
        }
        for (int p = 0; p < edited.length; p++) {
            change[p] += (float) (weight * (edited[p] - unedited[p]));
        }
        weights += weight;
    }

    long frame() {
        return frame;
    }

    /** The edited picture at working size, from all chunks added. */
    RgbImage edited() {
        float[] edited = new float[change.length];
        for (int p = 0; p < edited.length; p++) {
            edited[p] = baseline[p] + (float) (change[p] / weights);
        }
        return new RgbImage(width, height, edited);
    }

    /** The unedited picture as the first of the chunks sees it. */
    RgbImage baseline() {
        return new RgbImage(width, height, baseline);
    }

    /** 1 inside a chunk, a ramp over the frames around its borders, none at the clip's own ends. */
    private double weight(WindowPlan.Chunk chunk) {
        double ramp = 2 * halo + 1.0;
        double weight = 1;
        if (chunk.seenFrom() < chunk.from() && frame < chunk.from() + halo) {
            weight = (frame - (chunk.from() - halo) + 1) / ramp;
        }
        if (frame >= chunk.to() - halo && chunk.seenTo() > chunk.to()) {
            weight = Math.min(weight, (chunk.to() + halo - frame) / ramp);
        }
        return weight;
    }
}
