package io.diffferv.bridge.cli;

import io.diffferv.engine.cache.ContentStore;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.video.EncoderPreset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
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
    /** One chunk of the default size on a CPU. */
    private static final long QUICK_FRAMES = 8;

    private static final long CACHE = 4L << 30;

    @Parameters(paramLabel = "VIDEO", arity = "0..1", description = "What to edit; default: the demo's clip.")
    Path source;

    @Option(names = "--quick", description = "Edit one chunk of " + QUICK_FRAMES + " frames only.")
    boolean quick;

    @Option(names = "--json", description = "Print JSON in place of a table.")
    boolean json;

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
        Path clip = source != null ? source : Path.of(System.getProperty("diffferv.share"), "demo", "person.mkv");
        // Nothing may be found in a cache, and nothing is left behind.
        Path folder = Files.createTempDirectory("diffferv-bench");
        try {
            BenchReport report = measure(clip, values, folder);
            spec.commandLine()
                    .getOut()
                    .println(json ? report.json() : report.table().stripTrailing());
            spec.commandLine().getOut().flush();
        } finally {
            delete(folder);
        }
        return 0;
    }

    private BenchReport measure(Path clip, Map<String, String> values, Path folder) {
        long begin = System.nanoTime();
        StageClock clock = new StageClock(System::nanoTime, cancelled);
        EditJob job = new EditJob(
                EditJob.Task.EDIT,
                clip,
                folder.resolve("out.mkv"),
                Path.of(values.get(EditOption.MODEL.key())),
                EditSettings.parse(values),
                EncoderPreset.ORDINARY,
                quick ? QUICK_FRAMES : EditJob.ALL);
        try (EnginePool pool = new EnginePool(1)) {
            EditCache cache = new EditCache(new ContentStore(folder.resolve("cache"), CACHE));
            new VideoEditor(pool, cache).run(job, clock);
            clock.stop();
        }
        double all = (System.nanoTime() - begin) / 1e9;
        Map<String, Double> stages = new LinkedHashMap<>();
        clock.seconds().forEach((stage, seconds) -> stages.put(stage.name().toLowerCase(Locale.ROOT), seconds));
        double edit = stages.values().stream().mapToDouble(Double::doubleValue).sum();
        return new BenchReport(clock.frames(), all - edit, edit, edit / clock.frames(), stages, PeakMemory.bytes());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
