package io.diffferv.engine.video;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pictures of a video file in presentation order.
 *
 * <p>A picture that cannot be decoded is logged and replaced by the one before it, so that count and timing stay; those
 * before the first good picture are left out. Failures are {@link io.diffferv.engine.failure.EditException}s of code
 * BAD_INPUT. Not for use by several threads at once.
 */
public final class VideoReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VideoReader.class);

    private final NativeStack natives = new NativeStack();
    private final InputFile input;
    private final FrameDecoder decoder;
    private final AVFrame frame;
    private final SampleFormat format;
    private final boolean dropsAlpha;
    private final long usualDuration;
    private final VideoInfo info;
    private final Deque<VideoFrame> ready = new ArrayDeque<>();
    private VideoFrame last;
    private boolean ended;

    private VideoReader(InputFile input) {
        this.input = natives.push(input, InputFile::close);
        try {
            int index = videoStream();
            this.decoder = natives.push(new FrameDecoder(input, index), FrameDecoder::close);
            this.frame = natives.push(Ffmpeg.allocated(avutil.av_frame_alloc()), avutil::av_frame_free);
            if (!decoder.next(frame)) {
                throw Ffmpeg.badInput(
                        input.file(),
                        "the video has no picture",
                        "at least one picture that can be decoded",
                        "none",
                        "check that the clip plays in a video player");
            }
            this.format = format();
            StreamFacts facts = new StreamFacts(input, index);
            this.dropsAlpha = isOpaqueGif(index);
            PixelLayout layout = dropsAlpha ? format.layout().opaque() : format.layout();
            this.info = facts.info(frame, format, layout);
            this.usualDuration = facts.usualDuration();
            accept();
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /** Opens a video and decodes its first picture. */
    public static VideoReader open(Path file) {
        return new VideoReader(InputFile.open(file));
    }

    public VideoInfo info() {
        return info;
    }

    /** Pictures so far that were damaged, or lost and replaced by the one before. */
    public int damaged() {
        return decoder.damaged();
    }

    /** The next picture, or nothing after the last one. */
    public Optional<VideoFrame> read() {
        while (ready.isEmpty() && !ended) {
            if (decoder.next(frame)) {
                accept();
            } else {
                ended = true;
                holdLastUntil(Long.MAX_VALUE);
            }
        }
        return Optional.ofNullable(ready.poll());
    }

    @Override
    public void close() {
        natives.close();
    }

    private int videoStream() {
        int best = avformat.av_find_best_stream(
                input.context(), avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (org.bytedeco.javacpp.PointerPointer<?>) null, 0);
        if (best >= 0 && input.isVideo(best)) {
            return best;
        }
        for (int i = 0; i < input.streams(); i++) {
            if (input.isVideo(i)) {
                return i;
            }
        }
        int audio = input.count(avutil.AVMEDIA_TYPE_AUDIO);
        throw Ffmpeg.badInput(
                input.file(),
                "there is no picture in this file",
                "a video stream",
                audio > 0 ? "sound only" : "no video stream",
                "name a video file");
    }

    private SampleFormat format() {
        return SampleFormat.of(frame.format()).orElseThrow(() -> {
            var name = avutil.av_get_pix_fmt_name(frame.format());
            return Ffmpeg.badInput(
                    input.file(),
                    "the video's pixel format is not supported",
                    "YUV, RGB or gray of 8 to 16 bits",
                    name == null ? "an unknown one" : name.getString(),
                    "convert the clip to such a format");
        });
    }

    /** FFmpeg hands every GIF out with alpha; one whose first picture covers the canvas keeps it covered. */
    private boolean isOpaqueGif(int index) {
        if (input.stream(index).codecpar().codec_id() != avcodec.AV_CODEC_ID_GIF
                || !format.layout().alpha()) {
            return false;
        }
        short[] alpha = format.unpack(frame)[format.layout().planes() - 1];
        for (short value : alpha) {
            if ((value & 0xffff) != format.layout().maximum()) {
                return false;
            }
        }
        return true;
    }

    private void accept() {
        if (frame.width() != info.width() || frame.height() != info.height() || frame.format() != format.id()) {
            throw Ffmpeg.badInput(
                    input.file(),
                    "the pictures change their size or format within the video",
                    "%dx%d %s throughout".formatted(info.width(), info.height(), format.name()),
                    "%dx%d %s"
                            .formatted(
                                    frame.width(),
                                    frame.height(),
                                    avutil.av_get_pix_fmt_name(frame.format()).getString()),
                    "cut the clip where it changes");
        }
        short[][] planes = format.unpack(frame);
        if (dropsAlpha) {
            planes = Arrays.copyOf(planes, planes.length - 1);
        }
        long duration = frame.duration() > 0 ? frame.duration() : usualDuration;
        long pts = time();
        holdLastUntil(pts);
        last = new VideoFrame(info.picture(), planes, pts, duration);
        ready.add(last);
        avutil.av_frame_unref(frame);
    }

    /** The picture's own time, or the end of the one before when it has none or goes back. */
    private long time() {
        long pts = frame.best_effort_timestamp();
        if (last == null) {
            return pts == avutil.AV_NOPTS_VALUE ? Math.max(0, info.start()) : pts;
        }
        if (pts != avutil.AV_NOPTS_VALUE && pts > last.pts()) {
            return pts;
        }
        LOG.debug("{}: a picture's time {} does not follow {}", input.file(), pts, last.pts());
        return last.pts() + last.duration();
    }

    private void holdLastUntil(long pts) {
        while (!decoder.lost().isEmpty() && decoder.lost().peek() < pts) {
            long gap = decoder.lost().poll();
            if (last != null && gap > last.pts()) {
                last = last.at(gap, usualDuration);
                ready.add(last);
            }
        }
    }
}
