package io.diffferv.engine.video;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** File formats that this room writes, by extension, each with its ordinary encoders in order of preference. */
enum Container {
    MP4("mp4", List.of("mp4", "m4v"), List.of(Encoder.OPENH264, Encoder.AV1)),
    MOV("mov", List.of("mov"), List.of(Encoder.OPENH264, Encoder.PRORES)),
    WEBM("webm", List.of("webm"), List.of(Encoder.VP9, Encoder.AV1)),
    MATROSKA("matroska", List.of("mkv"), List.of(Encoder.OPENH264, Encoder.AV1, Encoder.VP9, Encoder.FFV1));

    private final String muxer;
    private final List<String> extensions;
    private final List<Encoder> ordinary;

    Container(String muxer, List<String> extensions, List<Encoder> ordinary) {
        this.muxer = muxer;
        this.extensions = extensions;
        this.ordinary = ordinary;
    }

    /** FFmpeg's name of the format. */
    String muxer() {
        return muxer;
    }

    /** The extension to recommend. */
    String extension() {
        return "." + extensions.get(0);
    }

    List<Encoder> encoders(EncoderPreset preset) {
        if (preset == EncoderPreset.ORDINARY) {
            return ordinary;
        }
        return this == MATROSKA ? List.of(Encoder.FFV1) : List.of();
    }

    boolean isQuickTime() {
        return this == MP4 || this == MOV;
    }

    static Optional<Container> of(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(c -> c.extensions.contains(extension))
                .findFirst();
    }

    static String allExtensions() {
        return Arrays.stream(values()).map(Container::extension).collect(Collectors.joining(", "));
    }
}
