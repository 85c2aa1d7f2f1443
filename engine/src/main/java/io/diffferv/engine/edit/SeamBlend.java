package io.diffferv.engine.edit;

import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.VideoFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Blends the frames of a clip whose chunks come one after the other, and lets each go as soon as it is complete. */
final class SeamBlend {
    /** A frame whose edit is complete. */
    record Blended(VideoFrame source, FrameBlend edit) {}

    private final WindowPlan window;
    private final SortedMap<Long, VideoFrame> sources = new TreeMap<>();
    private final Map<Long, FrameBlend> blends = new HashMap<>();

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
    List<Blended> add(WindowPlan.Chunk chunk, List<VideoFrame> kept, KeptChunk edited) {
        for (long frame = chunk.seenFrom(); frame < chunk.seenTo(); frame++) {
            blends.computeIfAbsent(frame, at -> new FrameBlend(window, at));
        }
        LongStream.range(chunk.seenFrom(), chunk.seenTo())
                .parallel()
                .forEach(frame -> blends.get(frame).add(chunk, edited));
        for (int i = 0; i < chunk.size(); i++) {
            sources.put(chunk.from() + i, kept.get(i));
        }
        return take(chunk.to() - window.halo());
    }

    /** The last frames, once there is no further chunk. */
    List<Blended> rest() {
        return take(Long.MAX_VALUE);
    }

    private List<Blended> take(long before) {
        List<Blended> ready = new ArrayList<>();
        while (!sources.isEmpty() && sources.firstKey() < before) {
            long frame = sources.firstKey();
            ready.add(new Blended(sources.remove(frame), blends.remove(frame)));
        }
        return ready;
    }
}
