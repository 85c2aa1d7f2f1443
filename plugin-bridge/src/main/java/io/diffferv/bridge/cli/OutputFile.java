package io.diffferv.bridge.cli;

import io.diffferv.engine.video.EncoderPreset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a video goes and how it is encoded. */
final class OutputFile {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The video to write: .mp4, .mov, .mkv or .webm.")
    Path path;

    @Option(
            names = "--encoder",
            paramLabel = "PRESET",
            defaultValue = "ordinary",
            description = "ordinary, or lossless (every sample as it is, .mkv); default: ordinary.")
    EncoderPreset preset;

    @Option(names = "--overwrite", description = "Replace the output when it exists.")
    boolean overwrite;

    @Option(
            names = "--no-label",
            description = "Leave out the metadata and the JSON file that say that the output is an AI edit; the log"
                    + " keeps them.")
    boolean noLabel;

    /**
     * Refuses an output that would be lost. Naming the source is the engine's to refuse, with or without
     * {@code --overwrite}.
     */
    void requireFree(Path source) {
        if (!overwrite && Files.exists(path) && !isSame(source)) {
            throw OptionCheck.refused(
                    "the output exists already",
                    path.toString(),
                    "a name that is free",
                    "a file",
                    "name another output or add --overwrite");
        }
    }

    /** Of a project, in which every effect labels what it is written to. */
    void requireLabelled() {
        if (noLabel) {
            throw OptionCheck.refused(
                    "what a project becomes always says that it is an AI edit",
                    "--no-label",
                    "no such option",
                    "it was given",
                    "leave it out");
        }
    }

    private boolean isSame(Path source) {
        try {
            return Files.isSameFile(path, source);
        } catch (IOException e) {
            return false;
        }
    }
}
