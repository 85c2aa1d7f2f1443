package io.diffferv.bridge.cli;

import io.diffferv.engine.caption.CaptionRun;
import io.diffferv.engine.caption.CaptionServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv caption}: captions for what {@code specialize} learns from. */
@Command(
        name = "caption",
        sortOptions = false,
        showDefaultValues = true,
        description = "Lets a model that sees pictures write their captions, through any server that speaks OpenAI's"
                + " chat protocol. The pictures are sent there. The same command continues what was stopped.")
final class CaptionCommand implements Callable<Integer> {
    private static final long SECONDS_A_MINUTE = 60;

    @Parameters(paramLabel = "FOLDER", description = "JPEG, PNG and WebP files, also in its subfolders.")
    Path pictures;

    @Option(
            names = "--endpoint",
            required = true,
            paramLabel = "URL",
            description = "The server, up to the version, such as http://localhost:8000/v1. A key is taken from the"
                    + " environment variable " + Captioner.KEY + ".")
    URI endpoint;

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "pixtral-12b", description = "Its name there.")
    String model;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Captions, one JSON object a line; name it captions.jsonl and put it into the folder.")
    Path output;

    @Option(
            names = "--prompt-file",
            paramLabel = "FILE",
            description = "What the model is told about each picture; default: to describe the face in a sentence.")
    Path promptFile;

    @Option(names = "--tries", paramLabel = "COUNT", defaultValue = "5", description = "For each picture.")
    int tries;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "120", description = "For each answer.")
    int timeout;

    @Option(
            names = "--per-minute",
            paramLabel = "COUNT",
            defaultValue = "600",
            description = "Most requests in a minute.")
    int perMinute;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    private final BooleanSupplier cancelled;

    CaptionCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        CaptionServer server = new CaptionServer(new CaptionServer.Settings(
                Captioner.requireHttp("--endpoint", endpoint),
                model,
                System.getenv(Captioner.KEY),
                prompt(),
                (int) OptionCheck.atLeast("--tries", 1, tries),
                Duration.ofSeconds(OptionCheck.atLeast("--timeout", 1, timeout)),
                Captioner.PAUSE,
                Duration.ofSeconds(SECONDS_A_MINUTE).dividedBy(OptionCheck.atLeast("--per-minute", 1, perMinute))));
        long start = System.nanoTime();
        try (Progress shown = progress.style.open(spec.commandLine().getOut(), spec.name())) {
            new CaptionRun(pictures, output, server)
                    .run(
                            (done, total, before) -> shown.update(new Progress.Step(
                                    spec.name(), done, total, before, Duration.ofNanos(System.nanoTime() - start))),
                            cancelled);
        }
        return 0;
    }

    private String prompt() {
        try {
            return promptFile == null
                    ? Captioner.PROMPT
                    : Files.readString(promptFile).strip();
        } catch (IOException e) {
            throw OptionCheck.refused(
                    "the prompt cannot be read",
                    "--prompt-file " + promptFile,
                    "a text file",
                    e.toString(),
                    "check it");
        }
    }
}
