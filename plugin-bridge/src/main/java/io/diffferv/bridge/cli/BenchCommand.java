package io.diffferv.bridge.cli;

import io.diffferv.engine.edit.EditOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv bench}: an edit whose result is thrown away, for the time that it takes. */
@Command(sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    /** Three chunks of the default size on a CPU, so that one has both of its halos. */
    private static final int FRAMES = 24;

    private static final int QUICK_FRAMES = 8;

    /** Few enough that two cores are done within five minutes. */
    private static final int QUICK_STEPS = 8;

    @Parameters(paramLabel = "VIDEO", arity = "0..1", description = "What to edit; default: a synthetic scene.")
    Path source;

    @Option(
            names = "--quick",
            description = "Edit " + QUICK_FRAMES + " frames in " + QUICK_STEPS + " steps (unless --steps is given) in"
                    + " place of " + FRAMES + " frames in all steps.")
    boolean quick;

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = "Edit the first N frames; default: " + FRAMES + ", with --quick " + QUICK_FRAMES + ".")
    Integer frames;

    @Option(names = "--json", description = "Print JSON in place of a table.")
    boolean json;

    @Option(
            names = "--trace",
            paramLabel = "FOLDER",
            description = "Edit one chunk once more and write what another implementation needs to repeat it, what"
                    + " came out at each stage, and this report.")
    Path trace;

    @Spec
    CommandSpec spec;

    private final BooleanSupplier cancelled;

    BenchCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> values = EditOptions.read(spec.commandLine().getParseResult(), null);
        values.putIfAbsent(EditOption.SOURCE_PROMPT.key(), "a photo of a man");
        values.putIfAbsent(EditOption.PROMPT.key(), "a photo of an old man");
        if (quick) {
            values.putIfAbsent(EditOption.STEPS.key(), Integer.toString(QUICK_STEPS));
        }
        int most = quick ? QUICK_FRAMES : FRAMES;
        if (frames != null) {
            most = Math.toIntExact(OptionCheck.atLeast("--frames", 1, frames));
        }
        // Nothing may be found in a cache, and nothing is left behind.
        Path folder = Files.createTempDirectory("diffferv-bench");
        try {
            Path clip = source != null ? source : SyntheticClip.write(folder.resolve("source.mkv"), most);
            BenchReport report = new BenchRun(clip, values, most, folder, trace, cancelled).measure();
            if (trace != null) {
                Files.writeString(trace.resolve("bench.json"), report.json());
            }
            spec.commandLine()
                    .getOut()
                    .println(json ? report.json() : report.table().stripTrailing());
            spec.commandLine().getOut().flush();
        } finally {
            delete(folder);
        }
        return 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
