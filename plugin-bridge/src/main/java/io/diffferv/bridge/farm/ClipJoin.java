package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.video.VideoWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Makes one file of a clip's chunks. Pictures are encoded once, at the source's times; sound and the rest are copied
 * from the source.
 */
final class ClipJoin {
    private final PlanFile plan;
    private final ChunkShelf shelf;

    ClipJoin(PlanFile plan) {
        this.plan = plan;
        this.shelf = new ChunkShelf(plan);
    }

    /**
     * Writes the job's output.
     *
     * @param frames is told after each frame how many there are
     * @return {@link Marker#device} of the tasks
     * @throws EditException as {@link SoundChunks#of} does, {@code PLAN} as well when one does not hold what it should
     */
    String join(EditJob job, LongConsumer frames) {
        List<Marker> markers = SoundChunks.of(plan.plan(), shelf);
        try (VideoReader source = VideoReader.open(job.source());
                VideoWriter writer = VideoEditor.writer(job, source.info())) {
            long written = 0;
            for (Marker marker : markers) {
                written += copy(marker, source, writer, written, frames);
            }
            if (job.frames() == EditJob.ALL && source.read().isPresent()) {
                throw damaged(job.source(), plan.plan().source().frames() + " frames", "more");
            }
            if (job.frames() == EditJob.ALL) {
                writer.finish();
            } else {
                writer.finishCut();
            }
            return markers.get(0).device();
        }
    }

    private long copy(Marker marker, VideoReader source, VideoWriter writer, long before, LongConsumer frames) {
        VideoInfo info = source.info();
        Path file = shelf.file(marker);
        Sha256 pixels = new Sha256();
        try (VideoReader chunk = VideoReader.open(file)) {
            if (chunk.info().width() != info.width()
                    || chunk.info().height() != info.height()
                    || !chunk.info().picture().layout().equals(info.picture().layout())) {
                throw damaged(
                        file, info.picture().toString(), chunk.info().picture().toString());
            }
            for (long i = 0; i < marker.frames(); i++) {
                Optional<VideoFrame> edited = chunk.read();
                Optional<VideoFrame> original = source.read();
                if (edited.isEmpty() || original.isEmpty()) {
                    throw damaged(edited.isEmpty() ? file : info.file(), marker.frames() + " frames", "fewer");
                }
                pixels.add(edited.get());
                writer.write(retold(edited.get(), original.get()));
                frames.accept(before + i + 1);
            }
            String found = chunk.read().isPresent() ? "more" : pixels.hex();
            if (!found.equals(marker.pixels())) {
                throw damaged(file, marker.frames() + " frames of SHA-256 " + marker.pixels(), found);
            }
        }
        return marker.frames();
    }

    /** The edited samples under the original's tags and time. */
    private static VideoFrame retold(VideoFrame edited, VideoFrame original) {
        short[][] planes = new short[original.format().layout().planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] = edited.plane(plane);
        }
        return VideoFrame.of(original.format(), planes, original.pts(), original.duration());
    }

    private static EditException damaged(Path file, String expected, String found) {
        return PlanProblems.refused(
                "the pictures are not what was recorded", file, expected, found, "delete the file and work again");
    }
}
