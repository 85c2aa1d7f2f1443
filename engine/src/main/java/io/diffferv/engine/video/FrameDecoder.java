package io.diffferv.engine.video;

import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes one video stream of an input, in presentation order, and remembers which pictures could not be decoded. */
final class FrameDecoder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameDecoder.class);
    private static final int THREADS = 2;

    private final InputFile input;
    private final int index;
    private final NativeStack natives = new NativeStack();
    private final AVCodecContext codec;
    private final AVPacket packet;
    private final Deque<Long> lost = new ArrayDeque<>();
    private int damaged;
    private boolean draining;

    FrameDecoder(InputFile input, int index) {
        this.input = input;
        this.index = index;
        AVStream stream = input.stream(index);
        AVCodec decoder = decoder(stream);
        this.codec = natives.push(Ffmpeg.allocated(avcodec.avcodec_alloc_context3(decoder)), c -> {
            avcodec.avcodec_free_context(c);
        });
        this.packet = natives.push(Ffmpeg.allocated(avcodec.av_packet_alloc()), avcodec::av_packet_free);
        int status = avcodec.avcodec_parameters_to_context(codec, stream.codecpar());
        codec.pkt_timebase(stream.time_base());
        codec.thread_count(THREADS);
        // Frame threads would report a damaged packet at another packet's turn.
        codec.thread_type(AVCodecContext.FF_THREAD_SLICE);
        if (stream.codecpar().codec_id() == avcodec.AV_CODEC_ID_FFV1) {
            // It would otherwise patch a slice of a wrong checksum silently.
            codec.err_recognition(avcodec.AV_EF_CRCCHECK | avcodec.AV_EF_EXPLODE);
        }
        status = status < 0 ? status : avcodec.avcodec_open2(codec, decoder, (AVDictionary) null);
        if (status < 0) {
            close();
            throw unsupported(codecName(stream) + ", " + Ffmpeg.message(status));
        }
    }

    /**
     * Decodes the next picture into {@code frame}.
     *
     * @return false at the end of the stream
     */
    boolean next(AVFrame frame) {
        while (true) {
            int status = avcodec.avcodec_receive_frame(codec, frame);
            if (status >= 0) {
                noteDamage(frame);
                return true;
            }
            if (status == avutil.AVERROR_EOF()) {
                return false;
            }
            if (status == AVERROR_EAGAIN() && !draining) {
                feed();
            } else if (draining) {
                return false;
            }
        }
    }

    /** Times of packets that gave no picture, in decoding order; the reader takes out those it has dealt with. */
    Deque<Long> lost() {
        return lost;
    }

    /** Pictures so far that were damaged or lost. */
    int damaged() {
        return damaged;
    }

    @Override
    public void close() {
        natives.close();
    }

    private void feed() {
        while (input.read(packet)) {
            try {
                if (packet.stream_index() == index) {
                    int status = avcodec.avcodec_send_packet(codec, packet);
                    if (status < 0 && status != AVERROR_EAGAIN()) {
                        noteLoss(status);
                    }
                    return;
                }
            } finally {
                avcodec.av_packet_unref(packet);
            }
        }
        draining = true;
        avcodec.avcodec_send_packet(codec, null);
    }

    private void noteLoss(int status) {
        long time = packet.pts() != avutil.AV_NOPTS_VALUE ? packet.pts() : packet.dts();
        damaged++;
        LOG.warn("{}: the picture at time {} cannot be decoded ({})", input.file(), time, Ffmpeg.message(status));
        if (time != avutil.AV_NOPTS_VALUE) {
            lost.add(time);
        }
    }

    private void noteDamage(AVFrame frame) {
        if ((frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0) {
            damaged++;
            LOG.warn("{}: the picture at time {} is damaged", input.file(), frame.best_effort_timestamp());
        }
    }

    private AVCodec decoder(AVStream stream) {
        AVCodec decoder = null;
        boolean hidden = avutil.av_dict_get(stream.metadata(), "alpha_mode", null, 0) != null;
        int id = stream.codecpar().codec_id();
        // Only libvpx decodes the second picture in which VP8 and VP9 keep alpha.
        if (hidden && id == avcodec.AV_CODEC_ID_VP9) {
            decoder = avcodec.avcodec_find_decoder_by_name("libvpx-vp9");
        } else if (hidden && id == avcodec.AV_CODEC_ID_VP8) {
            decoder = avcodec.avcodec_find_decoder_by_name("libvpx");
        }
        decoder = decoder != null ? decoder : avcodec.avcodec_find_decoder(id);
        if (decoder == null) {
            throw unsupported(codecName(stream));
        }
        return decoder;
    }

    private RuntimeException unsupported(String found) {
        return Ffmpeg.badInput(
                input.file(),
                "the video's codec cannot be decoded",
                "a codec of FFmpeg's LGPL build such as H.264, HEVC, VP9, AV1 or ProRes",
                found,
                "convert the clip to one of these");
    }

    private static String codecName(AVStream stream) {
        return avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString();
    }
}
