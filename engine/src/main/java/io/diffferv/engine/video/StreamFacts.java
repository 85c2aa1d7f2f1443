package io.diffferv.engine.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;

/** Reads a {@link VideoInfo} off an opened stream and its first decoded picture. */
final class StreamFacts {
    private static final AVRational MICROSECONDS = new AVRational().num(1).den(avutil.AV_TIME_BASE);

    private final InputFile input;
    private final AVStream stream;

    StreamFacts(InputFile input, int index) {
        this.input = input;
        this.stream = input.stream(index);
    }

    VideoInfo info(AVFrame first, SampleFormat format, PixelLayout layout) {
        int audio = input.count(avutil.AVMEDIA_TYPE_AUDIO);
        PictureFormat picture =
                new PictureFormat(first.width(), first.height(), layout, colour(first, format), rotation());
        return new VideoInfo(
                input.file(),
                picture,
                format.name(),
                Rational.of(avformat.av_guess_sample_aspect_ratio(input.context(), stream, first)),
                Rational.of(stream.time_base()),
                start(),
                Rational.of(stream.avg_frame_rate()),
                Rational.of(stream.r_frame_rate()),
                frames(),
                audio,
                input.streams() - audio - 1);
    }

    /** Duration of a picture that names none, in the stream's time base. */
    long usualDuration() {
        AVRational rate = avformat.av_guess_frame_rate(input.context(), stream, null);
        if (rate.num() <= 0 || rate.den() <= 0) {
            return 1;
        }
        AVRational period = new AVRational().num(rate.den()).den(rate.num());
        return Math.max(1, avutil.av_rescale_q(1, period, stream.time_base()));
    }

    /** What the codec says of each picture goes before what the container says of the stream. */
    private ColourTags colour(AVFrame first, SampleFormat format) {
        AVCodecParameters container = stream.codecpar();
        boolean jpeg = format.name().startsWith("yuvj");
        int range = jpeg ? avutil.AVCOL_RANGE_JPEG : told(first.color_range(), 0, container.color_range());
        return new ColourTags(
                range,
                told(first.colorspace(), avutil.AVCOL_SPC_UNSPECIFIED, container.color_space()),
                told(first.color_primaries(), avutil.AVCOL_PRI_UNSPECIFIED, container.color_primaries()),
                told(first.color_trc(), avutil.AVCOL_TRC_UNSPECIFIED, container.color_trc()),
                told(first.chroma_location(), avutil.AVCHROMA_LOC_UNSPECIFIED, container.chroma_location()));
    }

    private static int told(int first, int silence, int second) {
        return first != silence ? first : second;
    }

    private Rotation rotation() {
        AVCodecParameters parameters = stream.codecpar();
        AVPacketSideData matrix = avcodec.av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull()) {
            return Rotation.NONE;
        }
        double counterclockwise = avutil.av_display_rotation_get(new IntPointer(matrix.data()));
        return Double.isNaN(counterclockwise) ? Rotation.NONE : Rotation.nearest(-counterclockwise);
    }

    private long start() {
        AVFormatContext context = input.context();
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < input.streams(); i++) {
            AVStream other = context.streams(i);
            if (other.start_time() != avutil.AV_NOPTS_VALUE) {
                long start = avutil.av_rescale_q(other.start_time(), other.time_base(), stream.time_base());
                earliest = Math.min(earliest, start);
            }
        }
        return earliest == Long.MAX_VALUE ? 0 : earliest;
    }

    private long frames() {
        if (stream.nb_frames() > 0) {
            return stream.nb_frames();
        }
        AVRational rate = avformat.av_guess_frame_rate(input.context(), stream, null);
        boolean ownDuration = stream.duration() > 0;
        long duration = ownDuration ? stream.duration() : input.context().duration();
        if (duration <= 0 || rate.num() <= 0) {
            return -1;
        }
        AVRational unit = ownDuration ? stream.time_base() : MICROSECONDS;
        AVRational period = new AVRational().num(rate.den()).den(rate.num());
        return avutil.av_rescale_q(duration, unit, period);
    }
}
