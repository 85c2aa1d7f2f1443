package io.diffferv.engine.video;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a source's sound and subtitles over to an output, packet by packet, without decoding them. */
final class StreamCopy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamCopy.class);

    private final NativeStack natives = new NativeStack();
    private final InputFile source;
    private final AVFormatContext output;
    private final AVRational clock;
    private final long offset;
    private final int[] targets;
    private final long[] earliest;
    private final AVPacket packet;
    private boolean held;
    private boolean ended;

    /**
     * Adds the source's streams to the output, whose header is not written yet.
     *
     * @param clock time base of {@code offset} and of all limits
     * @param offset what to take off every time
     */
    StreamCopy(Path file, Container container, AVFormatContext output, AVRational clock, long offset) {
        this.source = natives.push(InputFile.open(file), InputFile::close);
        this.output = output;
        this.clock = clock;
        this.offset = offset;
        this.targets = new int[source.streams()];
        this.earliest = new long[source.streams()];
        Arrays.fill(targets, -1);
        Arrays.fill(earliest, Long.MIN_VALUE);
        try {
            this.packet = natives.push(Ffmpeg.allocated(avcodec.av_packet_alloc()), avcodec::av_packet_free);
            for (int i = 0; i < targets.length; i++) {
                add(i, container);
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    InputFile source() {
        return source;
    }

    /** Writes all packets whose decoding time is before the limit, in units of the clock. */
    void copyUntil(long limit) {
        while (advance()) {
            int index = packet.stream_index();
            AVRational from = source.stream(index).time_base();
            long time = packet.dts() != avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
            if (time != avutil.AV_NOPTS_VALUE
                    && limit != Long.MAX_VALUE
                    && avutil.av_compare_ts(time - offsetIn(from), from, limit, clock) >= 0) {
                return;
            }
            held = false;
            write(index, from);
        }
    }

    @Override
    public void close() {
        natives.close();
    }

    private boolean advance() {
        while (!held && !ended) {
            if (!readOn()) {
                ended = true;
            } else if (packet.stream_index() < targets.length && targets[packet.stream_index()] >= 0) {
                held = true;
            } else {
                avcodec.av_packet_unref(packet);
            }
        }
        return held;
    }

    /** Sound that breaks off must not cost the pictures, which may have taken hours. */
    private boolean readOn() {
        try {
            return source.read(packet);
        } catch (EditException e) {
            LOG.warn("The sound ends early: {}", e.getMessage());
            return false;
        }
    }

    private void write(int index, AVRational from) {
        AVStream to = output.streams(targets[index]);
        long shift = offsetIn(from);
        if (packet.pts() != avutil.AV_NOPTS_VALUE) {
            packet.pts(packet.pts() - shift);
        }
        if (packet.dts() != avutil.AV_NOPTS_VALUE) {
            packet.dts(packet.dts() - shift);
        }
        avcodec.av_packet_rescale_ts(packet, from, to.time_base());
        order(index);
        packet.stream_index(targets[index]);
        packet.pos(-1);
        int status = avformat.av_interleaved_write_frame(output, packet);
        if (status < 0) {
            throw PartFile.writeFailed(Path.of(output.url().getString()), status);
        }
    }

    /** Muxers refuse packets without a time or out of order, which damaged and cut sources have. */
    private void order(int index) {
        long given = packet.dts() != avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        long dts = given == avutil.AV_NOPTS_VALUE ? Math.max(0, earliest[index]) : Math.max(given, earliest[index]);
        if (dts != packet.dts()) {
            packet.dts(dts);
            packet.pts(packet.pts() == avutil.AV_NOPTS_VALUE ? dts : Math.max(dts, packet.pts()));
        }
        earliest[index] = dts + 1;
    }

    private long offsetIn(AVRational timeBase) {
        return avutil.av_rescale_q(offset, clock, timeBase);
    }

    private void add(int index, Container container) {
        AVStream from = source.stream(index);
        int type = from.codecpar().codec_type();
        boolean sound = type == avutil.AVMEDIA_TYPE_AUDIO;
        if (!sound && type != avutil.AVMEDIA_TYPE_SUBTITLE) {
            from.discard(avcodec.AVDISCARD_ALL);
            return;
        }
        if (!holds(container, from.codecpar())) {
            if (sound) {
                throw cannotHold(container, from.codecpar());
            }
            LOG.warn(
                    "{}: subtitles ({}) do not fit {} and are left out",
                    source.file(),
                    name(from.codecpar()),
                    container.extension());
            return;
        }
        AVStream to = Ffmpeg.allocated(avformat.avformat_new_stream(output, null));
        avcodec.avcodec_parameters_copy(to.codecpar(), from.codecpar());
        // The tag belongs to the source's container; the muxer finds its own.
        to.codecpar().codec_tag(0);
        to.codecpar().initial_padding(padding(from, container));
        to.time_base(from.time_base());
        to.disposition(from.disposition());
        AVDictionary metadata = new AVDictionary(null);
        avutil.av_dict_copy(metadata, from.metadata(), 0);
        to.metadata(metadata);
        targets[index] = to.index();
    }

    /**
     * Samples of an encoder's run-in, which MP4 writes as sound before time 0. Matroska has no times below 0: unless it
     * is told of the run-in, it delays the pictures by it.
     */
    private static int padding(AVStream from, Container container) {
        int known = from.codecpar().initial_padding();
        if (known > 0 || container.isQuickTime() || avformat.avformat_index_get_entries_count(from) == 0) {
            return known;
        }
        long first = avformat.avformat_index_get_entry(from, 0).timestamp();
        AVRational samples =
                new AVRational().num(1).den(Math.max(1, from.codecpar().sample_rate()));
        return first >= 0 ? known : (int) avutil.av_rescale_q(-first, from.time_base(), samples);
    }

    private static boolean holds(Container container, AVCodecParameters stream) {
        var muxer = avformat.av_guess_format(container.muxer(), null, null);
        return avformat.avformat_query_codec(muxer, stream.codec_id(), avcodec.FF_COMPLIANCE_NORMAL) == 1;
    }

    private static String name(AVCodecParameters stream) {
        return avcodec.avcodec_get_name(stream.codec_id()).getString();
    }

    private EditException cannotHold(Container container, AVCodecParameters sound) {
        String able = Arrays.stream(Container.values())
                .filter(other -> holds(other, sound))
                .map(Container::extension)
                .collect(Collectors.joining(" or "));
        return new EditException(
                FailureCode.BAD_REQUEST,
                new Problem(
                        "the output's kind of file cannot hold the source's sound",
                        output.url().getString(),
                        "an extension that holds " + name(sound) + " sound",
                        container.extension(),
                        able.isEmpty() ? "convert the clip's sound to AAC" : "name the output with " + able));
    }
}
