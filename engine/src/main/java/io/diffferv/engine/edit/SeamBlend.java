package io.diffferv.engine.edit;

import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fades from one chunk's edit to the next over the frames that both have seen, after both are finished (design.md,
 * decision 2): a chunk stays independent of its neighbours, and the seam does not show.
 */
final class SeamBlend {
    /** A frame whose edit is complete, with the model's pictures at working size. */
    record Blended(VideoFrame source, RgbImage edited, RgbImage baseline) {}

    private static final class Pending {
        private VideoFrame source;
        private float[] change;
        private float[] baseline;
        private double weights;
    }

    private final WindowPlan window;
    private final SortedMap<Long, Pending> pending = new TreeMap<>();

    SeamBlend(WindowPlan window) {
        this.window = window;
    }

    /**
     * Adds a chunk; chunks come in order.
     *
     * @param kept the chunk's own frames
     * @param edited its pictures, halo included
     * @return the frames that no later chunk sees, in order
     */
    List<Blended> add(WindowPlan.Chunk chunk, List<VideoFrame> kept, EditedChunk edited) {
        for (int i = 0; i < chunk.seen(); i++) {
            long frame = chunk.seenFrom() + i;
            if (frame >= chunk.from() || pending.containsKey(frame)) {
                addFrame(pending.computeIfAbsent(frame, at -> new Pending()), weight(chunk, frame), edited, i);
            }
        }
        for (int i = 0; i < chunk.size(); i++) {
            pending.get(chunk.from() + i).source = kept.get(i);
        }
        return take(chunk.to() - window.halo(), edited);
    }

    /** The last frames, once there is no further chunk. */
    List<Blended> rest(int width, int height) {
        return take(Long.MAX_VALUE, width, height);
    }

    private List<Blended> take(long before, EditedChunk like) {
        return take(before, like.width(), like.height());
    }

    private List<Blended> take(long before, int width, int height) {
        List<Blended> ready = new ArrayList<>();
        // A halo frame after the last chunk's end has no source: the clip ends before it.
        while (!pending.isEmpty() && pending.firstKey() < before) {
            Pending frame = pending.remove(pending.firstKey());
            if (frame.source != null) {
                ready.add(new Blended(
                        frame.source,
                        new RgbImage(width, height, edited(frame)),
                        new RgbImage(width, height, frame.baseline)));
            }
        }
        return ready;
    }

    private static float[] edited(Pending frame) {
        float[] edited = new float[frame.change.length];
        for (int p = 0; p < edited.length; p++) {
            edited[p] = frame.baseline[p] + (float) (frame.change[p] / frame.weights);
        }
        return edited;
    }

    private static void addFrame(Pending frame, double weight, EditedChunk chunk, int i) {
        float[] edited = chunk.edited().get(i);
        float[] baseline = chunk.baseline().get(i);
        if (frame.change == null) {
            frame.change = new float[edited.length];
            frame.baseline = baseline;
        }
        for (int p = 0; p < edited.length; p++) {
            frame.change[p] += (float) (weight * (edited[p] - baseline[p]));
        }
        frame.weights += weight;
    }

    /** 1 inside a chunk, a ramp over the frames around its borders, none at the clip's own ends. */
    private double weight(WindowPlan.Chunk chunk, long frame) {
        int halo = window.halo();
        double ramp = 2 * halo + 1.0;
        double weight = 1;
        if (chunk.from() > 0 && frame < chunk.from() + halo) {
            weight = (frame - (chunk.from() - halo) + 1) / ramp;
        }
        if (frame >= chunk.to() - halo && chunk.seenTo() > chunk.to()) {
            weight = Math.min(weight, (chunk.to() + halo - frame) / ramp);
        }
        return weight;
    }
}
