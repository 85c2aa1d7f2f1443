package io.diffferv.engine.edit;

import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a file as chunks with their halo; holds the frames of one chunk and its halo, never more. */
final class ChunkReader {
    private record Read(VideoFrame frame, float[] working) {}

    /**
     * A chunk as the pipeline sees it.
     *
     * @param study of the working pictures, halo included
     * @param kept the chunk's own frames as they were read
     */
    record Seen(WindowPlan.Chunk chunk, ClipStudy study, List<VideoFrame> kept) {}

    private final VideoReader reader;
    private final EditPlan plan;
    private final long most;
    private final List<Read> buffer = new ArrayList<>();
    private long bufferFrom;
    private final long endChunk;
    private long index;
    private boolean ended;

    /** Reads all chunks of the clip's first {@code most} frames. */
    ChunkReader(VideoReader reader, EditPlan plan, long most) {
        this(reader, plan, most, 0, Long.MAX_VALUE);
    }

    /**
     * @param reader at the clip's first frame
     * @param most frames of the clip that count
     * @param firstChunk the first that is wanted; frames that it does not see are read and dropped
     * @param endChunk the first that is not wanted any more
     */
    ChunkReader(VideoReader reader, EditPlan plan, long most, long firstChunk, long endChunk) {
        this.reader = reader;
        this.plan = plan;
        this.most = most;
        this.index = firstChunk;
        this.endChunk = endChunk;
        skip(firstChunk * plan.window().chunk() - plan.window().halo());
    }

    /** The next chunk, or nothing at the end. */
    Optional<Seen> next() {
        if (index >= endChunk) {
            return Optional.empty();
        }
        WindowPlan window = plan.window();
        long from = index * window.chunk();
        fill(from + window.chunk() + window.halo());
        long known = bufferFrom + buffer.size();
        if (from >= known) {
            return Optional.empty();
        }
        WindowPlan.Chunk chunk = window.chunk(index, known);
        drop(chunk.seenFrom());
        index++;
        List<Read> seen = buffer.subList(0, chunk.seen());
        Clip clip = new Clip(
                plan.width(), plan.height(), seen.stream().map(Read::working).toList());
        List<VideoFrame> kept = seen.subList(chunk.lead(), chunk.lead() + chunk.size()).stream()
                .map(Read::frame)
                .toList();
        return Optional.of(new Seen(chunk, new ClipStudy(clip), kept));
    }

    private void fill(long to) {
        while (!ended && bufferFrom + buffer.size() < Math.min(to, most)) {
            Optional<VideoFrame> frame = reader.read();
            if (frame.isEmpty()) {
                ended = true;
                return;
            }
            float[] working = frame.get().upright(plan.width(), plan.height()).samples();
            buffer.add(new Read(frame.get(), working));
        }
    }

    private void skip(long frames) {
        while (!ended && bufferFrom < frames) {
            ended = reader.read().isEmpty();
            bufferFrom += ended ? 0 : 1;
        }
    }

    private void drop(long before) {
        int count = (int) (before - bufferFrom);
        buffer.subList(0, count).clear();
        bufferFrom = before;
    }
}
