package io.diffferv.bridge.mlt;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How MLT's avformat consumer is to write a file, by its extension. */
final class RenderFormat {
    private static final Map<String, String> H264 = Map.of(
            "vcodec", "libx264", "crf", "18", "preset", "medium", "pix_fmt", "yuv420p", "acodec", "aac", "ab", "192k");
    private static final Map<String, String> VP9 =
            Map.of("vcodec", "libvpx-vp9", "crf", "18", "vb", "0", "cpu-used", "4", "acodec", "libopus", "ab", "160k");

    private static final Map<String, String> FFV1 = Map.of("vcodec", "ffv1", "level", "3", "slicecrc", "1");

    /** MLT's own pictures as they are: it works in 8 bits of red, green and blue where an effect edits. */
    private static final Map<String, String> RGB = Map.of("pix_fmt", "bgr0", "mlt_image_format", "rgba");

    /** The same for MLT to read, which takes other RGB than such with alpha through YUV. */
    private static final Map<String, String> RGB_TO_READ = Map.of("pix_fmt", "bgra", "mlt_image_format", "rgba");

    /** What MLT's consumer asks for where nothing else is said, and converts for its encoders. */
    private static final Map<String, String> YUV = Map.of("pix_fmt", "yuv422p", "mlt_image_format", "yuv422");

    private RenderFormat() {}

    /** @throws EditException with {@link FailureCode#BAD_REQUEST} for another extension */
    static Map<String, String> of(Path output, EncoderPreset preset, String comment) {
        String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        Map<String, String> properties = new LinkedHashMap<>(common(comment));
        boolean lossless = preset == EncoderPreset.LOSSLESS;
        switch (lossless && !extension.equals("mkv") ? "" : extension) {
            case "mkv" -> {
                properties.put("f", "matroska");
                properties.putAll(lossless ? FFV1 : H264);
                if (lossless) {
                    properties.putAll(RGB);
                    properties.put("acodec", "pcm_s16le");
                }
            }
            case "mp4", "mov" -> {
                properties.put("f", extension);
                properties.put("movflags", "+faststart");
                properties.putAll(H264);
            }
            case "webm" -> {
                properties.put("f", "webm");
                properties.putAll(VP9);
            }
            default ->
                throw new EditException(
                        FailureCode.BAD_REQUEST,
                        new Problem(
                                "the output's extension names no format that can be written",
                                output.toString(),
                                lossless ? ".mkv" : ".mp4, .mov, .mkv or .webm",
                                extension,
                                "give the output one of these extensions"));
        }
        return properties;
    }

    /** The pictures that a consumer of {@link #of} would get from MLT, as they are, without sound; Matroska. */
    static Map<String, String> pictures(EncoderPreset preset, String comment) {
        Map<String, String> properties = new LinkedHashMap<>(common(comment));
        properties.put("f", "matroska");
        properties.put("an", "1");
        properties.putAll(FFV1);
        properties.putAll(preset == EncoderPreset.LOSSLESS ? RGB_TO_READ : YUV);
        return properties;
    }

    private static Map<String, String> common(String comment) {
        return Map.of(
                "real_time", "-1", // no frame is dropped
                "terminate_on_pause", "1",
                "fflags", "+bitexact", // neither time nor chance in the file
                "meta.attr.comment.markup", comment);
    }
}
