package io.diffferv.bridge.farm;

import io.diffferv.bridge.folders.MediaHead;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.folders.Reach;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.FileDigest;
import io.diffferv.engine.tensor.CpuThreads;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A plan on this machine: proves that the source, the models, the program and the machine are the planned ones, so that
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
        String found = FileDigest.hex(plan.source());
        if (!found.equals(plan.plan().source().sha256())) {
            throw changed("the clip", plan.source(), plan.plan().source().sha256(), found);
        }
    }

    static EditException changed(String what, Path file, String planned, String found) {
        return PlanProblems.refused(
                what + " changed after it was planned",
                file,
                "a file of SHA-256 " + planned,
                found,
                "bring the planned one back, or make a new plan");
    }

    /**
     * Who wrote the plan may be nobody to trust. What a project names is judged where it is read.
     *
     * @throws EditException {@code REFUSED} when its clip or project lies outside of these folders, or the clip names
     *     other files, or a model lies outside of these and the models' own
     */
    void requireWithin(List<Path> roots) {
        boolean clip = plan.plan().project() == null;
        requireWithin(new Reach(roots), clip ? "clip" : "project", plan.source());
        if (clip && MediaHead.leadsElsewhere(plan.source())) {
            throw new EditException(
                    FailureCode.REFUSED,
                    new Problem(
                            "the plan's clip is a list of other files",
                            plan.file().toString(),
                            "a video",
                            plan.source().toString(),
                            "render the list to a video and plan that"));
        }
        ModelLookup models = ModelLookup.ofThisMachine();
        Reach known = new Reach(
                Stream.concat(roots.stream(), models.folders().stream()).toList());
        for (FarmPlan.Model model : plan.plan().models()) {
            requireWithin(known, "model", models.find(model.name()));
        }
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

    /**
     * @param more versions beside the program's own, by title
     * @throws EditException {@code PLAN} when another version made the plan
     */
    void requireVersions(Map<String, String> more) {
        Map<String, String> here = Versions.here(program, more);
        if (!here.equals(plan.plan().versions())) {
            throw PlanProblems.refused(
                    "another version made the plan",
                    plan.file(),
                    plan.plan().versions().toString(),
                    here.toString(),
                    "install the same version everywhere, or make a new plan");
        }
    }

    /** The planned edit of a clip, to be worked on in parts; throws as {@link #whole} does. */
    EditJob parts() {
        return job(null, EncoderPreset.LOSSLESS, plan.plan().source().frames(), true);
    }

    /**
     * The planned edit of a clip as one machine alone would do it.
     *
     * @throws EditException {@code MODEL} when the model is not there or another one
     */
    EditJob whole(Path output, EncoderPreset preset, boolean labelled) {
        FarmPlan.Source source = plan.plan().source();
        return job(output, preset, source.cut() ? source.frames() : EditJob.ALL, labelled);
    }

    private EditJob job(Path output, EncoderPreset preset, long frames, boolean labelled) {
        return new EditJob(
                EditJob.Task.EDIT,
                plan.source(),
                output,
                model(plan.plan().models().get(0)),
                EditSettings.parse(plan.plan().settings()),
                preset,
                frames,
                labelled);
    }

    /**
     * The folder of a planned model.
     *
     * @throws EditException {@code MODEL} when it is not there or another one
     */
    Path model(FarmPlan.Model planned) {
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
        return model;
    }

    /**
     * What the planned edits come from on this machine, which from now on computes with the planned threads.
     *
     * @throws EditException {@code TRY_AGAIN} on a machine of another kind, {@code PLAN} when it is of the right kind and
     *     would compute otherwise all the same
     */
    Origin origin(Computing computing, EnginePool pool, EditCache cache) {
        FarmPlan planned = plan.plan();
        String here = computing.device();
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
        String conditions = computing.conditions(pool, cache);
        FarmPlan.Grid grid = planned.project() == null ? computing.grid(pool, cache) : FarmPlan.Grid.NONE;
        boolean known = !planned.conditions().isEmpty();
        if (!grid.equals(planned.grid()) || known && !conditions.equals(planned.conditions())) {
            throw PlanProblems.refused(
                    "this machine would compute in another way than planned, perhaps with less memory",
                    plan.file(),
                    planned.grid() + " under " + (known ? planned.conditions() : "any conditions"),
                    grid + " under " + conditions,
                    "make a new plan with --memory as large as every machine has");
        }
        return new Origin(plan.key(), conditions, computing.describe());
    }
}
