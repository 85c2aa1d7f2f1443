package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.ChunkEditor;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditPlan;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.PipelineKey;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.FileDigest;
import io.diffferv.engine.tensor.Architecture;
import io.diffferv.engine.tensor.CpuThreads;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Makes plans: looks at the whole clip once, and decides what must be the same for every task. */
public final class FarmPlanner {
    /** Array indices of schedulers go no further. */
    public static final int MOST_CHUNKS = 10_000;

    private final String program;
    private final EditCache cache;

    /**
     * @param program the version of this program
     * @param cache not used for planning, only for asking the engine
     */
    public FarmPlanner(String program, EditCache cache) {
        this.program = program;
        this.cache = cache;
    }

    /**
     * What is to be planned.
     *
     * @param frames at most so many from the clip's start, or {@link EditJob#ALL}
     * @param values settings by key, the model as a folder
     * @param chunks as many as there is room for on the model's own grid
     * @param architecture of the machines that will work, null for one like this
     */
    public record Request(Path clip, long frames, Map<String, String> values, int chunks, String architecture) {}

    /** Is told how many frames of the clip were read, and how many it claims to have, 0 where it does not say. */
    public interface Reading {
        void frames(long read, long claimed);
    }

    /**
     * Writes a plan.
     *
     * @return number of chunks
     * @throws EditException {@code BAD_REQUEST} when the file exists or the edit cannot be, {@code BAD_INPUT} for a clip
     *     that cannot be read
     */
    public int plan(Path file, Request request, Reading reading) {
        if (Files.exists(file)) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "there is a plan already",
                            file.toString(),
                            "a name that is free",
                            "a file",
                            "name another, or delete that one with its chunks"));
        }
        EditSettings settings = EditSettings.parse(request.values);
        settings.requirePrompt();
        Path model = Path.of(request.values.get(EditOption.MODEL.key()));
        Path folder = file.toAbsolutePath().normalize().getParent();
        FarmPlan.Source source = source(request, folder, reading);
        String here = request.architecture == null
                ? Architecture.of(PipelineKey.of(model, settings).device())
                : null;
        String device = here == null ? request.architecture : here;
        FarmPlan.Grid grid = FarmPlan.Grid.of(EditPlan.window(settings, Architecture.isGpu(device)));
        FarmPlan plan = new FarmPlan(
                FarmPlan.SCHEMA,
                source,
                new TreeMap<>(request.values),
                new FarmPlan.Model(model.toString(), ModelFolder.open(model).contentHash()),
                device,
                here == null || Architecture.isGpu(here) ? 0 : CpuThreads.count(),
                Versions.here(program),
                here == null ? "" : conditions(request, settings, model),
                grid,
                FarmPlan.cut(source.frames(), grid, request.chunks));
        return PlanFile.create(file, plan).plan().chunks().size();
    }

    private static FarmPlan.Source source(Request request, Path folder, Reading reading) {
        Path clip = request.clip.toAbsolutePath().normalize();
        try (VideoReader reader = VideoReader.open(clip)) {
            VideoInfo info = reader.info();
            long frames = 0;
            while (frames < request.frames && reader.read().isPresent()) {
                frames++;
                reading.frames(frames, Math.min(info.frames(), request.frames));
            }
            Path named = clip.startsWith(folder) ? folder.relativize(clip) : clip;
            return new FarmPlan.Source(
                    named.toString(),
                    FileDigest.hex(clip),
                    clip.toFile().length(),
                    frames,
                    request.frames != EditJob.ALL,
                    info.rate().toString(),
                    info.width(),
                    info.height());
        }
    }

    private String conditions(Request request, EditSettings settings, Path model) {
        EditJob job = new EditJob(
                EditJob.Task.EDIT, request.clip, null, model, settings, EncoderPreset.LOSSLESS, request.frames);
        try (EnginePool pool = new EnginePool(1);
                VideoReader reader = VideoReader.open(request.clip)) {
            ChunkEditor editor = new VideoEditor(pool, cache).editor(job, reader.info());
            return editor.conditions();
        }
    }
}
