package io.diffferv.engine.edit;

import io.diffferv.engine.edit.EditJob.Task;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.video.VideoWriter;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Edits a whole file, chunk by chunk: memory does not grow with its length, and a run that was stopped finds its
 * finished chunks in the cache.
 */
public final class VideoEditor {
    private final EnginePool pool;
    private final EditCache cache;

    public VideoEditor(EnginePool pool, EditCache cache) {
        this.pool = pool;
        this.cache = cache;
    }

    /**
     * Does the job. The source is never touched; the output appears complete, or not at all.
     *
     * @return frames written or inverted
     * @throws EditException with the code of what went wrong; finished chunks stay in the cache
     */
    public long run(EditJob job, EditListener listener) {
        if (job.task() == Task.EDIT) {
            job.settings().requirePrompt();
        } else {
            job.settings().requireLastingInversion();
        }
        try (VideoReader reader = VideoReader.open(job.source())) {
            VideoInfo info = reader.info();
            ChunkEditor editor = editor(job, info);
            ChunkReader chunks = new ChunkReader(reader, editor.plan(), job.frames());
            ChunkProgress progress = new ChunkProgress(listener, expected(info, job), job.task());
            return job.task() == Task.INVERT
                    ? invert(chunks, editor, progress)
                    : edit(job, info, chunks, editor, progress);
        }
    }

    private static long expected(VideoInfo info, EditJob job) {
        return info.frames() < 0 ? -1 : Math.min(info.frames(), job.frames());
    }

    private long invert(ChunkReader chunks, ChunkEditor editor, ChunkProgress progress) {
        try (Ahead<ChunkReader.Seen> ahead = editor.studied(chunks)) {
            long frames = 0;
            for (Optional<ChunkReader.Seen> next = ahead.next(); next.isPresent(); next = ahead.next()) {
                ChunkReader.Seen seen = next.get();
                progress.begin(frames, seen.chunk().size());
                editor.invert(seen.study(), progress);
                frames += seen.chunk().size();
            }
            progress.end(frames);
            return frames;
        }
    }

    /**
     * Edits some of a clip's frames to what {@link #run} makes of them as part of the whole. Chunks beside the range
     * that have a part in its frames are edited as well.
     *
     * @param job its output and preset are not looked at; its frames are the whole clip's
     * @param sink is given the range's frames in order
     * @param listener counts the frames of the chunks beside the range as well
     * @throws EditException with the code of what went wrong, {@code BAD_INPUT} when the clip ends within the range
     */
    public void run(EditJob job, FrameRange range, Consumer<VideoFrame> sink, EditListener listener) {
        job.settings().requirePrompt();
        try (VideoReader reader = VideoReader.open(job.source())) {
            ChunkEditor editor = editor(job, reader.info());
            WindowPlan window = editor.plan().window();
            long first = range.firstChunk(window);
            long end = range.endChunk(window);
            long most = Math.min(job.frames(), end * window.chunk());
            ChunkReader chunks = new ChunkReader(reader, editor.plan(), job.frames(), first, end);
            ChunkProgress progress = new ChunkProgress(listener, most - first * window.chunk(), job.task());
            long[] at = {first * window.chunk()};
            new EditedFrames(editor, frame -> {
                        if (range.contains(at[0]++)) {
                            sink.accept(frame);
                        }
                    })
                    .run(chunks, progress);
            if (at[0] < range.to()) {
                throw new EditException(
                        FailureCode.BAD_INPUT,
                        new Problem(
                                "the clip is shorter than it was",
                                job.source().toString(),
                                range.to() + " frames or more",
                                at[0] + " frames",
                                "check whether it was replaced"));
            }
        }
    }

    /** Decides everything that the job's settings leave open, for a clip like this; loads no weights. */
    public ChunkEditor editor(EditJob job, VideoInfo info) {
        return ChunkEditor.of(pool, cache, job.model(), job.settings(), info.uprightWidth(), info.uprightHeight());
    }

    private static long edit(
            EditJob job, VideoInfo info, ChunkReader chunks, ChunkEditor editor, ChunkProgress progress) {
        try (VideoWriter writer = writer(job, info)) {
            long frames = new EditedFrames(editor, writer::write).run(chunks, progress);
            if (job.frames() == EditJob.ALL) {
                writer.finish();
            } else {
                writer.finishCut();
            }
            return frames;
        }
    }

    /** A writer of the job's output, with its label and the sound of its source. */
    public static VideoWriter writer(EditJob job, VideoInfo info) {
        return VideoWriter.create(job.output(), info, job.source(), job.preset(), EditLabel.tags(job));
    }
}
