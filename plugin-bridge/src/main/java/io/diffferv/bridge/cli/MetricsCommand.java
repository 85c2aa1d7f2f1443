package io.diffferv.bridge.cli;

import io.diffferv.bridge.evaluate.ClipFrames;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.metrics.ClipMetrics;
import io.diffferv.engine.metrics.MetricsOptions;
import io.diffferv.engine.metrics.MetricsReport;
import io.diffferv.engine.metrics.PromptOptions;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.video.ContactSheet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv metrics}: how an edited clip compares with its source. */
@Command(
        name = "metrics",
        sortOptions = false,
        description = "Compares an edited video with its source: fidelity, steadiness, identity.")
final class MetricsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "The video that was edited.")
    Path source;

    @Parameters(index = "1", paramLabel = "EDITED", description = "What became of it.")
    Path edited;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    Path json;

    @Option(
            names = "--contact-sheet",
            paramLabel = "PNG",
            description = "Write frames of both videos, one row above the other.")
    Path contactSheet;

    @Option(
            names = "--frames",
            paramLabel = "COUNT",
            description = "Compare only so many frames from the start; default: all.")
    Long frames;

    @Option(
            names = "--chunk",
            paramLabel = "FRAMES",
            defaultValue = "0",
            description = "Frames per chunk of the edit, to measure the seams between chunks; 0 leaves them out.")
    int chunk;

    @Mixin
    MeasuringNetworks networks;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "What the edit should show, for CLIP.")
    String prompt;

    @Option(
            names = "--source-prompt",
            paramLabel = "TEXT",
            description = "What the source shows, to count the frames that fit the prompt better (Frame-Acc).")
    String sourcePrompt;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        MetricsOptions options = networks.options(chunk);
        if (networks.clip != null) {
            options = options.withPrompts(
                    new PromptOptions(networks.clip, prompt == null ? "" : prompt, Optional.ofNullable(sourcePrompt)));
        }
        long most = frames == null ? Long.MAX_VALUE : OptionCheck.atLeast("--frames", 1, frames);
        try (ClipFrames before = new ClipFrames(source, most);
                ClipFrames after = new ClipFrames(edited, most)) {
            MetricsReport report = new ClipMetrics(new DisFlow(), options).compare(before, after);
            spec.commandLine().getOut().print(report.toTable());
            spec.commandLine().getOut().flush();
            if (json != null) {
                byte[] text = (report.toJson() + "\n").getBytes(StandardCharsets.UTF_8);
                AtomicFile.write(json, channel -> channel.write(ByteBuffer.wrap(text)));
            }
            if (contactSheet != null) {
                ContactSheet.write(
                        contactSheet,
                        List.of(
                                new ContactSheet.Row("source", before.strip().pictures()),
                                new ContactSheet.Row("edited", after.strip().pictures())));
            }
        }
        return 0;
    }
}
