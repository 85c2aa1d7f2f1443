package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.PipelineKey;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * One task's work: the missing chunks among its own, one after the other with one warm model. Neighbouring chunks are
 * one run through the clip, so that what lies beside a border is edited once.
 */
final class FarmTask {
    private final PlanFile plan;
    private final ChunkShelf shelf;
    private final VideoEditor editor;
    private final EditJob job;
    private final String conditions;
    private final String device;
    private final Consumer<String> say;

    /**
     * @param say is told a line for each chunk
     * @throws EditException when clip, model, program or machine are not the planned ones
     */
    FarmTask(PlanFile plan, Workplace place, EnginePool pool, EditCache cache, Consumer<String> say) {
        this.plan = plan;
        this.shelf = new ChunkShelf(plan);
        this.editor = new VideoEditor(pool, cache);
        this.say = say;
        place.requireVersions();
        place.requireClip();
        this.job = place.parts();
        this.device = PipelineKey.of(job.model(), job.settings()).describe();
        this.conditions = place.conditions(job, pool, cache);
    }

    /** @throws EditException {@code TRY_AGAIN} when the listener wants an end; finished chunks stay */
    void work(List<Share> shares, EditListener listener) {
        shelf.prepare();
        int at = 0;
        while (at < shares.size()) {
            if (shelf.find(shares.get(at)).isPresent()) {
                say.accept("chunk %d was done already".formatted(shares.get(at).i()));
                at++;
                continue;
            }
            int end = at + 1;
            while (end < shares.size() && shelf.find(shares.get(end)).isEmpty()) {
                end++;
            }
            at += run(shares.subList(at, end), listener);
        }
    }

    /** Edits neighbouring chunks until one turns out to be finished by somebody else; @return chunks committed */
    private int run(List<Share> shares, EditListener listener) {
        VideoInfo info;
        try (VideoReader reader = VideoReader.open(job.source())) {
            info = reader.info();
        }
        try (Row row = new Row(shares, info)) {
            try {
                editor.run(job, shares.get(0).upTo(shares.get(shares.size() - 1)), row, row.until(listener));
            } catch (EditException e) {
                if (e.code() != FailureCode.CANCELLED) {
                    throw e;
                }
                if (!row.overtaken) {
                    throw abandoned(e);
                }
            }
            return row.done;
        }
    }

    private EditException abandoned(EditException cause) {
        return new EditException(
                FailureCode.TRY_AGAIN,
                new Problem(
                        "the task was told to end",
                        plan.file().toString(),
                        "time for all of its chunks",
                        "a signal",
                        "start it again; finished chunks are kept"),
                cause);
    }

    /** Takes the frames of neighbouring chunks and puts them into their files. */
    private final class Row implements Consumer<VideoFrame>, AutoCloseable {
        private final List<Share> shares;
        private final VideoInfo info;
        private Path attempt;
        private ChunkOutput output;
        private volatile int done;
        private volatile boolean overtaken;

        Row(List<Share> shares, VideoInfo info) {
            this.shares = shares;
            this.info = info;
        }

        @Override
        public void accept(VideoFrame frame) {
            if (overtaken) {
                return;
            }
            Share share = shares.get(done);
            if (output == null) {
                attempt = shelf.attempt(share);
                output = new ChunkOutput(share, attempt, info);
            }
            output.add(frame);
            if (output.complete()) {
                commit(share);
                overtaken =
                        done < shares.size() && shelf.glance(shares.get(done)).isPresent();
            }
        }

        private void commit(Share share) {
            Marker marker = output.finish(plan.key(), conditions, device);
            output = null;
            String outcome = switch (shelf.commit(share, attempt, marker)) {
                case WON -> "committed by %s after %.1f s".formatted(marker.by(), marker.seconds());
                case IDENTICAL -> "somebody was faster, this copy is identical";
                case DIFFERENT -> "somebody was faster, this copy is DIFFERENT and dropped";
            };
            say.accept("chunk %d: %s".formatted(share.i(), outcome));
            done++;
        }

        /** The listener, which is also wanted to stop when the next chunk is somebody else's. */
        EditListener until(EditListener listener) {
            return new EditListener() {
                @Override
                public void progress(Progress progress) {
                    listener.progress(progress);
                }

                @Override
                public boolean cancelled() {
                    return overtaken || listener.cancelled();
                }
            };
        }

        @Override
        public void close() {
            if (output != null) {
                output.close();
            }
        }
    }
}
