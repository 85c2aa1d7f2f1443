package io.diffferv.bridge.farm;

import io.diffferv.bridge.mlt.CheckedProject;
import io.diffferv.bridge.mlt.Limits;
import io.diffferv.bridge.mlt.ProjectRules;
import io.diffferv.bridge.mlt.TimelineFacts;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditPlan;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.FileDigest;
import io.diffferv.engine.tensor.Architecture;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Makes plans: looks at the whole source once, and decides what must be the same for every task. */
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
     * What of a source is planned.
     *
     * @param frames at most so many from its start, or {@link EditJob#ALL}
     * @param chunks as many as there is room for on the model's own grid
     * @param architecture of the machines that will work, null for some like this
     */
    public record Request(Path source, long frames, int chunks, String architecture) {}

    /** Is told how many frames of the clip were read, and how many it claims to have, 0 where it does not say. */
    public interface Reading {
        void frames(long read, long claimed);
    }

    /**
     * Writes a plan for the edit of a clip.
     *
     * @param values settings by key, the model as a folder
     * @return number of chunks
     * @throws EditException {@code BAD_REQUEST} when the file exists or the edit cannot be, {@code BAD_INPUT} for a clip
     *     that cannot be read
     */
    public int plan(Path file, Request request, Map<String, String> values, Reading reading) {
        requireFree(file);
        EditSettings settings = EditSettings.parse(values);
        settings.requirePrompt();
        Path model = Path.of(values.get(EditOption.MODEL.key()));
        FarmPlan.Source source = source(request, folder(file), reading);
        Computing computing = Computing.of(new EditJob(
                EditJob.Task.EDIT, request.source, null, model, settings, EncoderPreset.LOSSLESS, request.frames));
        Machine machine = machine(request, computing);
        FarmPlan.Grid grid = FarmPlan.Grid.of(EditPlan.window(settings, Architecture.isGpu(machine.device)));
        FarmPlan plan = new FarmPlan(
                FarmPlan.SCHEMA,
                source,
                new TreeMap<>(values),
                List.of(new FarmPlan.Model(
                        model.toString(), ModelFolder.open(model).contentHash())),
                null,
                machine.device,
                machine.threads,
                Versions.here(program, Map.of()),
                machine.conditions,
                grid,
                FarmPlan.cut(source.frames(), grid, request.chunks));
        return PlanFile.create(file, plan).plan().chunks().size();
    }

    /**
     * Writes a plan for the render of a project.
     *
     * @param encoder what the join will write
     * @param rules what the project may name
     * @return number of chunks
     * @throws EditException {@code BAD_REQUEST} when the file exists, or else as {@link CheckedProject#open} does
     */
    public int plan(Path file, Request request, EncoderPreset encoder, ProjectRules rules, BooleanSupplier cancelled) {
        requireFree(file);
        CheckedProject project = CheckedProject.open(request.source, rules);
        TimelineFacts facts;
        try (ProjectSite site = new ProjectSite(project, program, 0, Limits.NONE, cancelled)) {
            facts = site.facts();
        }
        FarmPlan.Source source = source(request, folder(file), project, facts);
        Machine machine = machine(request, ProjectSite.computing(project, facts.width(), facts.height()));
        FarmPlan plan = new FarmPlan(
                FarmPlan.SCHEMA,
                source,
                Map.of(),
                ProjectSite.models(project),
                new FarmPlan.Project(encoder, ProjectSite.media(project)),
                machine.device,
                machine.threads,
                Versions.here(program, facts.libraries()),
                machine.conditions,
                FarmPlan.Grid.NONE,
                FarmPlan.cut(source.frames(), FarmPlan.Grid.NONE, request.chunks));
        return PlanFile.create(file, plan).plan().chunks().size();
    }

    private static void requireFree(Path file) {
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
    }

    private static Path folder(Path plan) {
        return plan.toAbsolutePath().normalize().getParent();
    }

    private static FarmPlan.Source source(Request request, Path folder, Reading reading) {
        Path clip = request.source.toAbsolutePath().normalize();
        try (VideoReader reader = VideoReader.open(clip)) {
            VideoInfo info = reader.info();
            long frames = 0;
            while (frames < request.frames && reader.read().isPresent()) {
                frames++;
                reading.frames(frames, Math.min(info.frames(), request.frames));
            }
            return new FarmPlan.Source(
                    named(clip, folder),
                    FileDigest.hex(clip),
                    clip.toFile().length(),
                    frames,
                    request.frames != EditJob.ALL,
                    info.rate().toString(),
                    info.width(),
                    info.height());
        }
    }

    private static FarmPlan.Source source(Request request, Path folder, CheckedProject project, TimelineFacts facts) {
        return new FarmPlan.Source(
                named(project.file(), folder),
                project.sha256(),
                project.file().toFile().length(),
                Math.min(request.frames, facts.frames()),
                request.frames < facts.frames(),
                facts.rate(),
                facts.width(),
                facts.height());
    }

    private static String named(Path source, Path folder) {
        return (source.startsWith(folder) ? folder.relativize(source) : source).toString();
    }

    /** What a plan says of the machines that will work. */
    private record Machine(String device, int threads, String conditions) {}

    private Machine machine(Request request, Computing computing) {
        if (request.architecture != null) {
            return new Machine(request.architecture, 0, "");
        }
        try (EnginePool pool = new EnginePool(1)) {
            return new Machine(computing.device(), computing.threads(), computing.conditions(pool, cache));
        }
    }
}
