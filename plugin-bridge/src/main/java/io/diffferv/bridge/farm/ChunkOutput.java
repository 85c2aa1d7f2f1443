package io.diffferv.bridge.farm;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.Rational;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file of a chunk while it is made: FFV1, every sample as it is. Frames are only counted: their times are the
 * source's, and the join takes them from there.
 */
final class ChunkOutput implements AutoCloseable {
    private final Share share;
    private final Path file;
    private final VideoWriter writer;
    private final Sha256 pixels = new Sha256();
    private final long started = System.nanoTime();
    private long frames;

    /** @param like the source's facts */
    ChunkOutput(Share share, Path file, VideoInfo like) {
        this.share = share;
        this.file = file;
        Rational rate = like.rate();
        VideoInfo counted = new VideoInfo(
                like.file(),
                like.picture(),
                like.pixelFormat(),
                like.sampleAspect(),
                new Rational(rate.den(), rate.num()),
                0,
                rate,
                rate,
                share.frames(),
                0,
                0);
        this.writer = VideoWriter.create(
                file,
                counted,
                null,
                EncoderPreset.LOSSLESS,
                Map.of("comment", "AI-edited by DiffFERV, part of a clip"));
    }

    void add(VideoFrame frame) {
        writer.write(frame.at(frames, 1));
        pixels.add(frame);
        frames++;
    }

    boolean complete() {
        return frames == share.frames();
    }

    /**
     * Completes the file, reads it back, and describes it.
     *
     * @throws EditException {@code TRY_AGAIN} when the disk is full or gives back something else
     */
    Marker finish(Origin origin) {
        writer.finish();
        Decoded written = new Decoded(frames, pixels.hex());
        Decoded found = Decoded.of(file);
        if (!found.equals(written)) {
            throw new EditException(
                    FailureCode.TRY_AGAIN,
                    new Problem(
                            "the chunk reads otherwise than it was written",
                            file.toString(),
                            written.toString(),
                            found.toString(),
                            "check the disk or the share"));
        }
        return origin.mark(share, file, found, frames, 0, started);
    }

    @Override
    public void close() {
        writer.close();
    }
}
