package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditListener;
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
 * Chunks of an edited clip. Neighbouring ones are one run through the clip, so that what lies beside a border is edited
 * once.
 */
final class ClipChunks implements ChunkMaker {
    private final PlanFile plan;
    private final Delivery delivery;
    private final VideoEditor editor;
    private final EditJob job;
    private final Origin origin;

    /** @param job the planned edit */
    ClipChunks(PlanFile plan, Delivery delivery, VideoEditor editor, EditJob job, Origin origin) {
        this.plan = plan;
        this.delivery = delivery;
        this.editor = editor;
        this.job = job;
        this.origin = origin;
    }

    @Override
    public int make(List<Share> shares, EditListener listener) {
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

    @Override
    public void close() {
        // The models belong to who opened the pool.
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
                attempt = delivery.shelf().attempt(share);
                output = new ChunkOutput(share, attempt, info);
            }
            output.add(frame);
            if (output.complete()) {
                Marker marker = output.finish(origin);
                output = null;
                delivery.commit(share, attempt, marker);
                done++;
                overtaken = done < shares.size()
                        && delivery.shelf().glance(shares.get(done)).isPresent();
            }
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
