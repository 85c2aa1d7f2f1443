package io.diffferv.bridge.farm;

import io.diffferv.engine.cache.ContentStore;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.video.EncoderPreset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A clip with sound, and an edit of its first frames that takes seconds. */
final class Fixture {
    static final String PROGRAM = "diffferv test";
    static final int FRAMES = 10;

    /** Folder beside the file of {@link #edit}. */
    static final String CACHE = "cache-alone";

    private static final Path PACKAGING = Path.of(System.getProperty("diffferv.share"));
    private static final Path CLIP = PACKAGING.resolve("demo/person.mkv");
    private static final Path MODEL = PACKAGING.resolve("models/face-256");
    private static final long CACHE_BYTES = 1 << 28;

    private Fixture() {}

    static Path clipIn(Path folder) throws IOException {
        return Files.copy(CLIP, folder.resolve("clip.mkv"));
    }

    static Map<String, String> values(int chunk, int halo) {
        return Map.ofEntries(
                Map.entry("model", MODEL.toAbsolutePath().normalize().toString()),
                Map.entry("prompt", "an old man"),
                Map.entry("source_prompt", "a man"),
                Map.entry("working_size", "64"),
                Map.entry("steps", "1"),
                Map.entry("inversion_predictions", "1"),
                Map.entry("mask", "off"),
                Map.entry("device", "cpu"),
                Map.entry("chunk", String.valueOf(chunk)),
                Map.entry("halo", String.valueOf(halo)));
    }

    static EditCache cache(Path folder) {
        return new EditCache(new ContentStore(folder, CACHE_BYTES));
    }

    /** One machine alone. */
    static Path edit(Path clip, Path out, Map<String, String> values, int frames) {
        EditJob job = new EditJob(
                EditJob.Task.EDIT,
                clip,
                out,
                Path.of(values.get("model")),
                EditSettings.parse(values),
                EncoderPreset.ORDINARY,
                frames);
        try (EnginePool pool = new EnginePool(1)) {
            new VideoEditor(pool, cache(out.resolveSibling(CACHE))).run(job, listener(false));
        }
        return out;
    }

    static Path plan(Path clip, Path file, Map<String, String> values, int chunks) {
        return plan(file, new FarmPlanner.Request(clip, FRAMES, chunks, null), values);
    }

    static Path plan(Path file, FarmPlanner.Request request, Map<String, String> values) {
        new FarmPlanner(PROGRAM, cache(file.resolveSibling("cache-plan")))
                .plan(file, request, values, (read, claimed) -> {});
        return file;
    }

    /** A task on a machine of its own: nothing in its cache. @return what it said */
    static List<String> work(Path plan, Path cache, Integer index, Integer stripes) {
        return work(plan, cache, index, stripes, listener(false));
    }

    static List<String> work(Path plan, Path cache, Integer index, Integer stripes, EditListener listener) {
        List<String> said = new ArrayList<>();
        Farm.open(plan, PROGRAM)
                .work(
                        new Farm.Assignment(index, stripes, Duration.ofMinutes(5), () -> {}),
                        most -> cache(cache),
                        listener,
                        said::add);
        return said;
    }

    static Path join(Path plan, Path out) {
        Farm farm = Farm.open(plan, PROGRAM);
        farm.join(farm.job(out, EncoderPreset.ORDINARY, true), frames -> {});
        return out;
    }

    static EditListener listener(boolean cancelled) {
        return new EditListener() {
            @Override
            public void progress(Progress progress) {}

            @Override
            public boolean cancelled() {
                return cancelled;
            }
        };
    }

    /** Copies a plan with its chunks and its clip, so that a test may spoil them. */
    static Path copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !from.relativize(file).toString().startsWith("cache"))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }
}
