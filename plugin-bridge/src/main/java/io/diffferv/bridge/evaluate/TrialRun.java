package io.diffferv.bridge.evaluate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.diffferv.bridge.folders.Results;
import io.diffferv.engine.cache.ContentHash;
import io.diffferv.engine.edit.ChunkEditor;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.metrics.ClipMetrics;
import io.diffferv.engine.metrics.MetricsReport;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.storage.FileDigest;
import io.diffferv.engine.video.ContactSheet;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Edits and measures one trial at a time, each in a folder of its own: {@code edited.mkv} without any loss, which is
 * what is measured, {@code sheet.png} and {@code result.json}. A trial whose result is there is not made again.
 */
final class TrialRun {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final EnginePool pool;
    private final Path folder;
    private final long frames;
    private final Measuring measuring;
    private final String program;
    private final Map<Path, String> contents = new HashMap<>();

    /** What {@code result.json} holds. */
    private record Kept(String key, TrialResult result) {}

    /** The listener that an edit needs, and whether the cache had some of its frames. */
    private static final class Watch implements EditListener {
        private final EditListener watcher;
        private long resumed;

        Watch(EditListener watcher) {
            this.watcher = watcher;
        }

        @Override
        public void progress(Progress progress) {
            resumed = progress.resumed();
            watcher.progress(progress);
        }

        @Override
        public boolean cancelled() {
            return watcher.cancelled();
        }
    }

    /**
     * @param pool stays the caller's
     * @param folder of all trials
     * @param frames at most so many of each clip
     * @param program name and version: another one measures anew
     */
    TrialRun(EnginePool pool, Path folder, long frames, Measuring measuring, String program) {
        this.pool = pool;
        this.folder = folder;
        this.frames = frames;
        this.measuring = measuring;
        this.program = program;
    }

    /** The result that an earlier run left, if it is of this very trial. */
    Optional<TrialResult> kept(Trial trial) {
        Path file = result(trial);
        if (!Files.exists(file) || !Files.exists(edited(trial))) {
            return Optional.empty();
        }
        try {
            Kept kept = GSON.fromJson(Files.readString(file), Kept.class);
            return kept == null || !key(trial).equals(kept.key()) ? Optional.empty() : Optional.of(kept.result());
        } catch (IOException | JsonParseException damaged) {
            return Optional.empty();
        }
    }

    /** A result with metrics, or with the sentence that says why there are none; being cancelled is thrown. */
    TrialResult run(Trial trial, EditListener listener) {
        try {
            return measured(trial, listener);
        } catch (EditException failure) {
            if (failure.code() == FailureCode.CANCELLED || failure.code() == FailureCode.TRY_AGAIN) {
                throw failure;
            }
            return TrialResult.failed(trial, failure.getMessage());
        }
    }

    Path edited(Trial trial) {
        return folder.resolve(trial.folder()).resolve("edited.mkv");
    }

    Path sheet(Trial trial) {
        return folder.resolve(trial.folder()).resolve("sheet.png");
    }

    private Path result(Trial trial) {
        return folder.resolve(trial.folder()).resolve("result.json");
    }

    private TrialResult measured(Trial trial, EditListener listener) {
        EditSettings settings = trial.settings();
        EditCache cache = Results.open(settings.cacheSize());
        createFolder(trial);
        Watch watch = new Watch(listener);
        long start = System.nanoTime();
        long made = new VideoEditor(pool, cache)
                .run(
                        new EditJob(
                                EditJob.Task.EDIT,
                                trial.clip(),
                                edited(trial),
                                trial.model(),
                                settings,
                                EncoderPreset.LOSSLESS,
                                frames),
                        watch);
        double seconds = (System.nanoTime() - start) / 1e9;
        MetricsReport metrics = compare(trial, chunk(trial, settings, cache));
        TrialResult result = TrialResult.of(trial, watch.resumed > 0 ? null : seconds / made, metrics);
        byte[] text = GSON.toJson(new Kept(key(trial), result)).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(result(trial), channel -> channel.write(ByteBuffer.wrap(text)));
        return result;
    }

    private MetricsReport compare(Trial trial, int chunk) {
        try (ClipFrames before = new ClipFrames(trial.clip(), frames);
                ClipFrames after = new ClipFrames(edited(trial), frames)) {
            MetricsReport report = new ClipMetrics(new DisFlow(), measuring.of(trial, chunk)).compare(before, after);
            ContactSheet.write(
                    sheet(trial),
                    List.of(
                            new ContactSheet.Row("source", before.strip().pictures()),
                            new ContactSheet.Row("edited", after.strip().pictures())));
            return report;
        }
    }

    private int chunk(Trial trial, EditSettings settings, EditCache cache) {
        try (VideoReader reader = VideoReader.open(trial.clip())) {
            VideoInfo info = reader.info();
            return ChunkEditor.of(pool, cache, trial.model(), settings, info.uprightWidth(), info.uprightHeight())
                    .plan()
                    .window()
                    .chunk();
        }
    }

    private void createFolder(Trial trial) {
        try {
            Files.createDirectories(folder.resolve(trial.folder()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that the result depends on. */
    private String key(Trial trial) {
        return new ContentHash("trial-1")
                .with("program", program)
                .with("measuring", measuring.identity())
                .with("clip", contents.computeIfAbsent(trial.clip(), FileDigest::hex))
                .with("frames", frames)
                .with("edit", trial.edit())
                .with("variant", trial.variant())
                .with("values", new TreeMap<>(trial.values()).toString())
                .with("model", ModelFolder.open(trial.model()).contentHash())
                .hex();
    }
}
