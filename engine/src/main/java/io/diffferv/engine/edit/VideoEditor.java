package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentHash;
import io.diffferv.engine.edit.EditJob.Task;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.video.VideoWriter;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits a whole file, chunk by chunk: memory does not grow with its length, and a run that was stopped finds its
 * finished chunks in the cache.
 */
public final class VideoEditor {
    private static final Logger LOG = LoggerFactory.getLogger(VideoEditor.class);

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
        requirePrompt(job);
        try (VideoReader reader = VideoReader.open(job.source())) {
            VideoInfo info = reader.info();
            Work work = prepare(job, info);
            ChunkReader chunks = new ChunkReader(reader, work.plan(), job.frames());
            ChunkProgress progress = new ChunkProgress(listener, expected(info, job), job.task());
            return job.task() == Task.INVERT ? invert(chunks, work, progress) : edit(job, info, chunks, work, progress);
        }
    }

    /** Which pipeline does the work, how, and the identity of its model. */
    private record Work(PipelineKey key, EditPlan plan, String model) {}

    private Work prepare(EditJob job, VideoInfo info) {
        PipelineKey key = PipelineKey.of(job.model(), job.settings());
        Work work = pool.with(key, pipeline -> {
            EditPlan plan = EditPlan.of(job.settings(), pipeline, info.uprightWidth(), info.uprightHeight());
            return new Work(key, plan, pipeline.model().folder().contentHash());
        });
        EditPlan plan = work.plan();
        LOG.info(
                "device={} precision={} size={}x{} steps={} chunk={} halo={}",
                key.device(),
                key.precision(),
                plan.width(),
                plan.height(),
                plan.steps(),
                plan.window().chunk(),
                plan.window().halo());
        return work;
    }

    private static long expected(VideoInfo info, EditJob job) {
        return info.frames() < 0 ? -1 : Math.min(info.frames(), job.frames());
    }

    private long invert(ChunkReader chunks, Work work, ChunkProgress progress) {
        long frames = 0;
        for (Optional<ChunkReader.Seen> next = chunks.next(); next.isPresent(); next = chunks.next()) {
            ChunkReader.Seen seen = next.get();
            progress.begin(frames, seen.chunk().size());
            pool.with(work.key(), pipeline -> {
                pipeline.invert(seen.clip(), work.plan(), cache, progress);
                return null;
            });
            frames += seen.chunk().size();
        }
        progress.end(frames);
        return frames;
    }

    private long edit(EditJob job, VideoInfo info, ChunkReader chunks, Work work, ChunkProgress progress) {
        EditSettings settings = job.settings();
        Compositor compositor = new Compositor(settings.composite(), settings.strength());
        try (VideoWriter writer =
                VideoWriter.create(job.output(), info, job.source(), job.preset(), EditLabel.of(job))) {
            SeamBlend seams = new SeamBlend(work.plan().window());
            long frames = 0;
            for (Optional<ChunkReader.Seen> next = chunks.next(); next.isPresent(); next = chunks.next()) {
                ChunkReader.Seen seen = next.get();
                progress.begin(frames, seen.chunk().size());
                if (settings.strength() == 0) {
                    seen.kept().forEach(writer::write);
                } else {
                    EditedChunk edited = edited(seen, work, progress);
                    progress.composite();
                    write(writer, compositor, seams.add(seen.chunk(), seen.kept(), edited));
                }
                frames += seen.chunk().size();
            }
            write(
                    writer,
                    compositor,
                    seams.rest(work.plan().width(), work.plan().height()));
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

    private EditedChunk edited(ChunkReader.Seen seen, Work work, ChunkProgress progress) {
        EditPlan plan = work.plan();
        String name = name(seen, work);
        Optional<EditedChunk> kept =
                cache.findChunk(name, plan.width(), plan.height(), seen.chunk().seen());
        if (kept.isPresent()) {
            progress.resumed(seen.chunk().size());
            return kept.get();
        }
        EditedChunk made = pool.with(work.key(), pipeline -> pipeline.edit(seen.clip(), plan, cache, progress));
        return cache.keepChunk(name, made);
    }

    /** Hash of everything that decides an edited chunk; what the compositor adds afterwards is not part of it. */
    private static String name(ChunkReader.Seen seen, Work work) {
        ContentHash hash = new ContentHash("chunk")
                .with("model", work.model())
                .with("gpu", work.key().onGpu())
                .with("precision", work.key().precision().toString())
                .with("plan", work.plan().identity());
        seen.clip().addTo(hash);
        return hash.hex();
    }

    private static void requirePrompt(EditJob job) {
        if (job.task() == Task.EDIT && job.settings().prompt().isBlank()) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "there is nothing to edit towards",
                            EditOption.PROMPT.flag(),
                            "a description of the edited person",
                            "nothing",
                            "give one, such as \"a photo of an old man\""));
        }
    }
}
