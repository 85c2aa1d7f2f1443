package io.diffferv.engine.video;

import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** Turns pictures into packets whose times are in the source's time base. */
final class VideoEncoder implements AutoCloseable {
    private final NativeStack natives = new NativeStack();
    private final SampleFormat format;
    private final VideoInfo info;
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;

    VideoEncoder(OutputPlan plan, VideoInfo info, boolean globalHeader) {
        this.format = plan.format();
        this.info = info;
        AVCodec codec = plan.encoder().codec();
        this.context = natives.push(
                Ffmpeg.allocated(avcodec.avcodec_alloc_context3(codec)), c -> avcodec.avcodec_free_context(c));
        this.frame = natives.push(Ffmpeg.allocated(avutil.av_frame_alloc()), avutil::av_frame_free);
        this.packet = natives.push(Ffmpeg.allocated(avcodec.av_packet_alloc()), avcodec::av_packet_free);
        describe(globalHeader);
        AVDictionary options = new AVDictionary(null);
        plan.encoder().options().forEach((key, value) -> avutil.av_dict_set(options, key, value, 0));
        int status = avcodec.avcodec_open2(context, codec, options);
        int unused = avutil.av_dict_count(options);
        avutil.av_dict_free(options);
        if (status < 0 || unused > 0) {
            close();
            throw new IllegalStateException("encoder %s does not start for %s: %s"
                    .formatted(plan.encoder(), info.picture(), Ffmpeg.message(status)));
        }
    }

    AVCodecContext context() {
        return context;
    }

    /** Encodes one picture, whose time is moved back by {@code offset}, and hands on what packets are complete. */
    void encode(VideoFrame picture, long offset, Consumer<AVPacket> sink) {
        avutil.av_frame_unref(frame);
        frame.width(info.width()).height(info.height()).format(format.id());
        if (avutil.av_frame_get_buffer(frame, 0) < 0) {
            throw new OutOfMemoryError("native memory for a picture is exhausted");
        }
        short[][] planes = new short[format.layout().planes()][];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = picture.plane(i);
        }
        format.pack(planes, frame);
        tag(frame);
        frame.pts(picture.pts() - offset).duration(picture.duration());
        send(frame, sink);
    }

    /** Hands on all packets still inside. */
    void flush(Consumer<AVPacket> sink) {
        send(null, sink);
    }

    @Override
    public void close() {
        natives.close();
    }

    private void send(AVFrame picture, Consumer<AVPacket> sink) {
        int status = avcodec.avcodec_send_frame(context, picture);
        while (status >= 0) {
            status = avcodec.avcodec_receive_packet(context, packet);
            if (status >= 0) {
                sink.accept(packet);
                avcodec.av_packet_unref(packet);
            }
        }
        if (status != AVERROR_EAGAIN() && status != avutil.AVERROR_EOF()) {
            throw new IllegalStateException("the video encoder failed: " + Ffmpeg.message(status));
        }
    }

    private void describe(boolean globalHeader) {
        ColourTags colour = info.picture().colour();
        context.width(info.width()).height(info.height()).pix_fmt(format.id());
        context.time_base(info.timeBase().toNative());
        context.framerate(info.rate().toNative());
        context.sample_aspect_ratio(info.sampleAspect().toNative());
        context.color_range(colour.range());
        context.colorspace(matrix(colour));
        context.color_primaries(colour.primaries());
        context.color_trc(colour.transfer());
        context.chroma_sample_location(colour.chromaLocation());
        context.thread_count(1);
        context.flags(context.flags()
                | avcodec.AV_CODEC_FLAG_BITEXACT
                | (globalHeader ? avcodec.AV_CODEC_FLAG_GLOBAL_HEADER : 0));
    }

    private void tag(AVFrame target) {
        ColourTags colour = info.picture().colour();
        target.color_range(colour.range());
        target.colorspace(matrix(colour));
        target.color_primaries(colour.primaries());
        target.color_trc(colour.transfer());
        target.chroma_location(colour.chromaLocation());
        target.sample_aspect_ratio(info.sampleAspect().toNative());
    }

    private int matrix(ColourTags colour) {
        return format.layout().family() == PixelLayout.Family.RGB ? avutil.AVCOL_SPC_RGB : colour.matrix();
    }
}
