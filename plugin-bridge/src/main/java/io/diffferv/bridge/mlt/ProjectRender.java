package io.diffferv.bridge.mlt;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.FrameCount;
import io.diffferv.engine.video.PartFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Renders a project into a file: checks it first, and believes nobody afterwards that it went well. The project is only
 * read; the output appears complete, or not at all.
 */
public final class ProjectRender {
    /** What MLT says when a part of the project is missing from what it renders. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("(?i).*(failed to load|requires? a X11|could not load|unable to open).*");

    private final String program;
    private final ModelLookup models;

    /** @param program name and version, for the label */
    public ProjectRender(String program, ModelLookup models) {
        this.program = program;
        this.models = models;
    }

    /**
     * What is rendered.
     *
     * @param first frame of the timeline
     * @param last frame of the timeline, or {@link RenderTask#END}
     */
    public record Request(
            Path project, Path output, EncoderPreset preset, int first, int last, ProjectRules rules, Limits limits) {}

    /**
     * Renders.
     *
     * @return the last report: frames of the output, and how many of them were edited
     * @throws EditException with the code of what went wrong; edited chunks stay in the cache
     */
    public Report run(Request request, WarmWorker worker, BooleanSupplier cancelled, Consumer<Report> listener) {
        ProjectFile project = ProjectFile.read(request.project());
        ProjectCheck.check(project, request.rules());
        RenderLabel label = RenderLabel.of(program, project, models);
        requirePrompts(project);
        Map<String, String> format = RenderFormat.of(request.output(), request.preset(), label.comment());
        boolean display = Display.toBring(project.names());
        try (PartFile part = PartFile.create(request.output())) {
            Map<String, String> consumer = new HashMap<>(format);
            RenderTask task = new RenderTask(
                    project.xml(), project.names(), part.path().toString(), consumer, request.first(), request.last());
            Watchdog watchdog = new Watchdog(request.limits(), part.path(), cancelled);
            WarmWorker.Outcome outcome = worker.run(Work.of(task), display, watchdog, listener);
            requireWhole(request, project, outcome, part.path());
            label.writeBeside(request.output(), part.path(), outcome.report());
            part.commit();
            return outcome.report();
        }
    }

    /** Names of the models that a project's effects use. */
    public List<String> effectModels(Path project) {
        return ProjectFile.read(project).effects().stream()
                .map(effect -> effect.properties().getOrDefault(EditOption.MODEL.key(), ""))
                .map(model -> model.isBlank() ? ModelLookup.DEFAULT : model)
                .distinct()
                .toList();
    }

    private static void requirePrompts(ProjectFile project) {
        List<Problem> missing = project.effects().stream()
                .filter(effect -> effect.properties()
                        .getOrDefault(EditOption.PROMPT.key(), "")
                        .isBlank())
                .map(effect -> new Problem(
                        "the effect has no prompt",
                        effect.where(),
                        "what the edited person should look like",
                        "nothing",
                        "fill it in in the editor"))
                .toList();
        if (!missing.isEmpty()) {
            throw new EditException(FailureCode.BAD_REQUEST, missing);
        }
    }

    /** Exit codes of MLT mean nothing: an unknown filter, a missing clip and a full disk may all end with 0. */
    private static void requireWhole(Request request, ProjectFile project, WarmWorker.Outcome outcome, Path part) {
        Report report = outcome.report();
        String where = request.project().toString();
        List<String> leftOut = outcome.said().stream()
                .filter(line -> LEFT_OUT.matcher(line).matches())
                .toList();
        if (!leftOut.isEmpty()) {
            throw refused(
                    "MLT has left a part of the project out",
                    where,
                    "every part of it",
                    leftOut.get(0).strip());
        }
        long written = part.toFile().length() == 0 ? 0 : FrameCount.of(part);
        if (written != report.total()) {
            throw new EditException(
                    FailureCode.TRY_AGAIN,
                    new Problem(
                            "frames are missing from the output",
                            request.output().toString(),
                            report.total() + " frames",
                            written + " frames",
                            "see whether its disk has room, and run the same command again"));
        }
        boolean whole = request.first() == 0 && request.last() == RenderTask.END;
        if (whole && project.showsEffect() && report.edited() + report.unchanged() == 0) {
            throw refused("the effect has edited no frame", where, "at least one edited frame", "none");
        }
    }

    private static EditException refused(String what, String where, String expected, String found) {
        return new EditException(
                FailureCode.REFUSED,
                new Problem(what, where, expected, found, "nothing is written: repair the project or this machine"));
    }
}
