package io.diffferv.bridge.farm;

import io.diffferv.bridge.folders.MediaHead;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.folders.Reach;
import io.diffferv.engine.edit.ChunkEditor;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A plan on this machine: proves that the clip, the model, the program and the machine are the planned ones, so that
 * what is made here fits what is made elsewhere.
 */
final class Workplace {
    private final PlanFile plan;
    private final String program;

    Workplace(PlanFile plan, String program) {
        this.plan = plan;
        this.program = program;
    }

    /** @throws EditException {@code PLAN} when the clip is not the planned one, {@code BAD_INPUT} when there is none */
    void requireClip() {
        String found = FileDigest.hex(plan.clip());
        if (!found.equals(plan.plan().source().sha256())) {
            throw PlanProblems.refused(
                    "the clip changed after it was planned",
                    plan.clip(),
                    "a file of SHA-256 " + plan.plan().source().sha256(),
                    found,
                    "bring the planned clip back, or make a new plan");
        }
    }

    /**
     * Who wrote the plan may be nobody to trust.
     *
     * @throws EditException {@code REFUSED} when its clip lies outside of these folders or names other files, or its
     *     model lies outside of these and the models' own
     */
    void requireWithin(List<Path> roots) {
        ModelLookup models = ModelLookup.ofThisMachine();
        Path model = models.find(plan.plan().model().name());
        requireWithin(new Reach(roots), "clip", plan.clip());
        if (MediaHead.leadsElsewhere(plan.clip())) {
            throw new EditException(
                    FailureCode.REFUSED,
                    new Problem(
                            "the plan's clip is a list of other files",
                            plan.file().toString(),
                            "a video",
                            plan.clip().toString(),
                            "render the list to a video and plan that"));
        }
        requireWithin(
                new Reach(
                        Stream.concat(roots.stream(), models.folders().stream()).toList()),
                "model",
                model);
    }

    private void requireWithin(Reach reach, String what, Path named) {
        if (!reach.allows(plan.file().getParent(), named.toString())) {
            throw new EditException(
                    FailureCode.REFUSED,
                    new Problem(
                            "the plan names a %s outside of the allowed folders".formatted(what),
                            plan.file().toString(),
                            "one below " + reach.describe(),
                            named.toString(),
                            "move it there, or allow its folder"));
        }
    }

    /** @throws EditException {@code PLAN} when another version made the plan */
    void requireVersions() {
        Map<String, String> here = Versions.here(program);
        if (!here.equals(plan.plan().versions())) {
            throw PlanProblems.refused(
                    "another version made the plan",
                    plan.file(),
                    plan.plan().versions().toString(),
                    here.toString(),
                    "install the same version everywhere, or make a new plan");
        }
    }

    /** The planned edit, to be worked on in parts; throws as {@link #whole} does. */
    EditJob parts() {
        return job(null, EncoderPreset.LOSSLESS, plan.plan().source().frames(), true);
    }

    /**
     * The planned edit as one machine alone would do it.
     *
     * @throws EditException {@code MODEL} when the model is not there or another one
     */
    EditJob whole(Path output, EncoderPreset preset, boolean labelled) {
        FarmPlan.Source source = plan.plan().source();
        return job(output, preset, source.cut() ? source.frames() : EditJob.ALL, labelled);
    }

    private EditJob job(Path output, EncoderPreset preset, long frames, boolean labelled) {
        FarmPlan.Model planned = plan.plan().model();
        Path model = ModelLookup.ofThisMachine().find(planned.name());
        String found = ModelFolder.open(model).contentHash();
        if (!found.equals(planned.sha256())) {
            throw new EditException(
                    FailureCode.MODEL,
                    new Problem(
                            "this is not the planned model",
                            model.toString(),
                            "a model of SHA-256 " + planned.sha256(),
                            found,
                            "install the planned model, or make a new plan"));
        }
        return new EditJob(
                EditJob.Task.EDIT,
                plan.clip(),
                output,
                model,
                EditSettings.parse(plan.plan().settings()),
                preset,
                frames,
                labelled);
    }

    /**
     * {@link ChunkEditor#conditions} of the job on this machine, which from now on computes with the planned threads.
     *
     * @throws EditException {@code TRY_AGAIN} on a machine of another kind, {@code PLAN} when it is of the right kind and
     *     would compute otherwise all the same
     */
    String conditions(EditJob job, EnginePool pool, EditCache cache) {
        FarmPlan planned = plan.plan();
        String here =
                Architecture.of(PipelineKey.of(job.model(), job.settings()).device());
        if (!here.equals(planned.device())) {
            throw new EditException(
                    FailureCode.TRY_AGAIN,
                    new Problem(
                            "the plan is for another kind of machine",
                            Worker.name(),
                            planned.device(),
                            here,
                            "have the scheduler choose machines of the planned kind, or plan for this one"));
        }
        if (planned.threads() > 0) {
            CpuThreads.use(planned.threads());
        }
        ChunkEditor editor;
        try (VideoReader reader = VideoReader.open(job.source())) {
            VideoInfo info = reader.info();
            editor = new VideoEditor(pool, cache).editor(job, info);
        }
        String conditions = editor.conditions();
        boolean known = !planned.conditions().isEmpty();
        if (!FarmPlan.Grid.of(editor.plan().window()).equals(planned.grid())
                || known && !conditions.equals(planned.conditions())) {
            throw PlanProblems.refused(
                    "this machine would compute in another way than planned, perhaps with less memory",
                    plan.file(),
                    planned.grid() + " under " + (known ? planned.conditions() : "any conditions"),
                    FarmPlan.Grid.of(editor.plan().window()) + " under " + conditions,
                    "make a new plan with --memory as large as every machine has");
        }
        return conditions;
    }
}
