package io.diffferv.engine.video;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Encoders of FFmpeg's LGPL build that this room uses. All run on one thread, so that files repeat bit for bit. */
enum Encoder {
    /**
     * H.264; the build has no x264. The quantiser stands still at 18: its own control starts blurred, and without
     * control it ignores the quantiser. The bit rate is only a ceiling.
     */
    OPENH264(
            "libopenh264",
            Map.of(
                    "rc_mode",
                    "quality",
                    "qmin",
                    "18",
                    "qmax",
                    "18",
                    "b",
                    "50000000",
                    "profile",
                    "high",
                    "coder",
                    "cabac")),
    /** AV1 at a constant quality; cpu-used 6 is about as fast as the editing of small clips. */
    AV1("libaom-av1", Map.of("crf", "18", "b", "0", "cpu-used", "6", "row-mt", "0")),
    VP9("libvpx-vp9", Map.of("crf", "18", "b", "0", "deadline", "good", "cpu-used", "4", "row-mt", "0")),
    PRORES("prores_ks", Map.of()),
    FFV1("ffv1", Map.of("level", "3", "g", "1", "slicecrc", "1"));

    private static final int SMALLEST_H264_SIDE = 16;
    /** H.264 level 5.2 in samples, the largest of openh264. */
    private static final int LARGEST_H264_PICTURE = 36864 * 256;

    private final String codecName;
    private final Map<String, String> options;

    Encoder(String codecName, Map<String, String> options) {
        this.codecName = codecName;
        this.options = options;
    }

    /** Options at their values for good visual quality. */
    Map<String, String> options() {
        return options;
    }

    AVCodec codec() {
        AVCodec codec = avcodec.avcodec_find_encoder_by_name(codecName);
        if (codec == null) {
            throw new IllegalStateException("this FFmpeg build lacks the encoder " + codecName);
        }
        return codec;
    }

    /** How this encoder takes pictures of that format, or nothing when it would have to change them. */
    Optional<SampleFormat> sampleFormat(PictureFormat picture) {
        return fits(picture) ? find(picture.layout()) : Optional.empty();
    }

    private boolean fits(PictureFormat picture) {
        return switch (this) {
            case OPENH264 -> fitsH264(picture.width(), picture.height());
            // ProRes has no way to say that samples use the full range.
            case PRORES -> picture.colour().range() != avutil.AVCOL_RANGE_JPEG;
            case AV1, VP9, FFV1 -> true;
        };
    }

    private static boolean fitsH264(int width, int height) {
        return width % 2 == 0
                && height % 2 == 0
                && Math.min(width, height) >= SMALLEST_H264_SIDE
                && (long) width * height <= LARGEST_H264_PICTURE;
    }

    private Optional<SampleFormat> find(PixelLayout layout) {
        try (PointerPointer<IntPointer> list = new PointerPointer<>(1);
                IntPointer count = new IntPointer(1)) {
            avcodec.avcodec_get_supported_config(null, codec(), avcodec.AV_CODEC_CONFIG_PIX_FORMAT, 0, list, count);
            IntPointer formats = list.get(IntPointer.class, 0);
            for (int i = 0; i < count.get(); i++) {
                Optional<SampleFormat> format = SampleFormat.of(formats.get(i)).filter(f -> f.packs(layout));
                if (format.isPresent()) {
                    return format;
                }
            }
            return Optional.empty();
        }
    }
}
