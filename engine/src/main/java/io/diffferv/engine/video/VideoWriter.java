package io.diffferv.engine.video;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * Writes a video file like a given one: same times, tags, rotation, sound and metadata, other pictures.
 *
 * <p>The file appears under its name only by {@link #finish}; until then, and for ever when the writer is closed before,
 * there is only a hidden {@code .part} file beside it. The same pictures give the same file, byte for byte. Not for use
 * by several threads at once.
 */
public final class VideoWriter implements AutoCloseable {
    private final Path out;
    private final VideoInfo info;
    private final NativeStack natives = new NativeStack();
    private final PartFile part;
    private final AVFormatContext output;
    private final VideoEncoder encoder;
    private final AVStream pictures;
    private final AVRational clock;
    private final long offset;
    private final StreamCopy sound;
    private long end;

    private VideoWriter(Path out, VideoInfo info, Path audioSource, OutputPlan plan, Map<String, String> metadata) {
        this.out = out;
        this.info = info;
        this.clock = info.timeBase().toNative();
        this.offset = Math.max(0, info.start());
        this.part = natives.push(PartFile.create(out), PartFile::close);
        try {
            this.output = natives.push(muxer(plan.container()), avformat::avformat_free_context);
            boolean globalHeader = (output.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
            this.encoder = natives.push(new VideoEncoder(plan, info, globalHeader), VideoEncoder::close);
            this.pictures = Ffmpeg.allocated(avformat.avformat_new_stream(output, null));
            avcodec.avcodec_parameters_from_context(pictures.codecpar(), encoder.context());
            pictures.time_base(clock);
            pictures.avg_frame_rate(info.averageRate().toNative());
            pictures.sample_aspect_ratio(info.sampleAspect().toNative());
            this.sound = audioSource == null
                    ? null
                    : natives.push(
                            new StreamCopy(audioSource, plan.container(), output, clock, offset), StreamCopy::close);
            OutputTags tags = new OutputTags(info, sound == null ? null : sound.source());
            tags.tagPictures(pictures);
            output.metadata(tags.metadata(metadata));
            begin(plan.container());
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /**
     * Starts an output.
     *
     * @param out where the finished file will be; its extension (.mp4, .mov, .mkv, .webm) names the container
     * @param like the source's facts: size, layout, tags, time base, rotation
     * @param audioSource the file whose sound, subtitles and metadata are copied, or null for a silent output
     * @param metadata more entries for the file, such as the label of an AI edit
     * @throws EditException of code BAD_REQUEST when out is the source or a kind of file that cannot carry the pictures
     *     or the sound; BAD_INPUT when its folder cannot be written to; TRY_AGAIN when another run is writing it
     */
    public static VideoWriter create(
            Path out, VideoInfo like, Path audioSource, EncoderPreset preset, Map<String, String> metadata) {
        Ffmpeg.load();
        refuseSameFile(out, like.file());
        refuseSameFile(out, audioSource);
        OutputPlan plan = OutputPlan.choose(out, like.picture(), preset);
        return new VideoWriter(out, like, audioSource, plan, metadata);
    }

    /**
     * Adds the next picture.
     *
     * @throws EditException of code TRY_AGAIN when the disk is full
     */
    public void write(VideoFrame frame) {
        if (!frame.format().equals(info.picture())) {
            throw new IllegalArgumentException(
                    "a picture of %s for a video of %s".formatted(frame.format(), info.picture()));
        }
        end = frame.pts() + frame.duration() - offset;
        encoder.encode(frame, offset, this::mux);
    }

    /** Completes the file with all of the source's sound, and gives it its name. */
    public void finish() {
        finish(Long.MAX_VALUE);
    }

    /** Completes the file with the source's sound up to the end of the last picture, and gives it its name. */
    public void finishCut() {
        finish(end);
    }

    /** Frees everything; what was not finished is removed. */
    @Override
    public void close() {
        natives.close();
    }

    private void finish(long soundLimit) {
        encoder.flush(this::mux);
        if (sound != null) {
            sound.copyUntil(soundLimit);
        }
        check(avformat.av_write_trailer(output));
        AVIOContext io = output.pb();
        int earlier = io.error();
        output.pb(null);
        check(avformat.avio_close(io));
        check(earlier);
        part.commit();
        close();
    }

    private void mux(AVPacket packet) {
        if (sound != null) {
            sound.copyUntil(packet.dts());
        }
        packet.stream_index(pictures.index());
        avcodec.av_packet_rescale_ts(packet, clock, pictures.time_base());
        check(avformat.av_interleaved_write_frame(output, packet));
    }

    private AVFormatContext muxer(Container container) {
        AVFormatContext context = new AVFormatContext(null);
        try (BytePointer format = new BytePointer(container.muxer());
                BytePointer url = new BytePointer(out.toString(), StandardCharsets.UTF_8)) {
            int status = avformat.avformat_alloc_output_context2(context, null, format, url);
            if (status < 0) {
                throw new IllegalStateException("no muxer %s: %s".formatted(container, Ffmpeg.message(status)));
            }
        }
        context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
        return context;
    }

    private void begin(Container container) {
        AVIOContext io = new AVIOContext(null);
        try (BytePointer url = Ffmpeg.url(part.path())) {
            check(avformat.avio_open2(io, url, avformat.AVIO_FLAG_WRITE, null, (AVDictionary) null));
        }
        output.pb(io);
        natives.push(output, o -> {
            if (o.pb() != null) {
                avformat.avio_close(o.pb());
                o.pb(null);
            }
        });
        AVDictionary options = new AVDictionary(null);
        if (container.isQuickTime()) {
            // Without it the muxer drops every metadata key that QuickTime does not know.
            avutil.av_dict_set(options, "movflags", "use_metadata_tags", 0);
        }
        int status = avformat.avformat_write_header(output, options);
        avutil.av_dict_free(options);
        check(status);
    }

    private void check(int status) {
        if (status < 0) {
            throw PartFile.writeFailed(out, status);
        }
    }

    private static void refuseSameFile(Path out, Path source) {
        try {
            if (source != null && Files.exists(out) && Files.exists(source) && Files.isSameFile(out, source)) {
                throw new EditException(
                        FailureCode.BAD_REQUEST,
                        new Problem(
                                "the output is the source itself",
                                out.toString(),
                                "another file",
                                "the source's path",
                                "name another output file; the source is never overwritten"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
