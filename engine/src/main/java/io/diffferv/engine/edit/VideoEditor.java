package io.diffferv.engine.edit;

import io.diffferv.engine.edit.EditJob.Task;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.video.VideoWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
        }
        try (VideoReader reader = VideoReader.open(job.source())) {
            VideoInfo info = reader.info();
            ChunkEditor editor =
                    ChunkEditor.of(pool, cache, job.model(), job.settings(), info.uprightWidth(), info.uprightHeight());
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
        long frames = 0;
        for (Optional<ChunkReader.Seen> next = chunks.next(); next.isPresent(); next = chunks.next()) {
            ChunkReader.Seen seen = next.get();
            progress.begin(frames, seen.chunk().size());
            editor.invert(seen.clip(), progress);
            frames += seen.chunk().size();
        }
        progress.end(frames);
        return frames;
    }

    private long edit(EditJob job, VideoInfo info, ChunkReader chunks, ChunkEditor editor, ChunkProgress progress) {
        EditSettings settings = job.settings();
        Compositor compositor = new Compositor(settings.composite(), settings.strength());
        try (VideoWriter writer =
                        VideoWriter.create(job.output(), info, job.source(), job.preset(), EditLabel.tags(job));
                Finisher finisher = new Finisher()) {
            SeamBlend seams = new SeamBlend(editor.plan().window());
            long frames = 0;
            for (Optional<ChunkReader.Seen> next = chunks.next(); next.isPresent(); next = chunks.next()) {
                ChunkReader.Seen seen = next.get();
                progress.begin(frames, seen.chunk().size());
                if (settings.strength() == 0) {
                    seen.kept().forEach(writer::write);
                } else if (editor.leavesCoresFree()) {
                    Supplier<KeptChunk> begun = editor.begin(seen.clip(), progress);
                    progress.composite();
                    finisher.give(() -> write(writer, compositor, seams.add(seen.chunk(), seen.kept(), begun.get())));
                } else {
                    KeptChunk edited = editor.edit(seen.clip(), progress);
                    progress.composite();
                    write(writer, compositor, seams.add(seen.chunk(), seen.kept(), edited));
                }
                frames += seen.chunk().size();
            }
            finisher.await();
            write(writer, compositor, seams.rest());
            progress.end(frames);
            if (job.frames() == EditJob.ALL) {
                writer.finish();
            } else {
                writer.finishCut();
            }
            return frames;
        }
    }

    private static void write(VideoWriter writer, Compositor compositor, List<SeamBlend.Blended> frames) {
        frames.forEach(frame -> writer.write(compositor.apply(frame.source(), frame.edited(), frame.baseline())));
    }
}
