package io.diffferv.bridge.mlt;

import io.diffferv.bridge.folders.ModelLookup;
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
            CheckedProject project, Path output, EncoderPreset preset, int first, int last, Limits limits) {
        private RenderTask task(String xml, Path target, Map<String, String> consumer) {
            return new RenderTask(xml, project.project().names(), target.toString(), consumer, first, last);
        }
    }

    /** Who renders, and who watches. */
    public record Workshop(WarmWorker worker, BooleanSupplier cancelled, Consumer<Report> listener) {}

    /** What MLT makes of a project. */
    public TimelineFacts facts(CheckedProject project, Limits limits, Workshop workshop) {
        ProjectFile file = project.project();
        Work probe = Work.of(new ProbeTask(file.xml(), file.names()));
        return work(probe, project, new Watchdog(limits, project.file(), workshop.cancelled()), workshop)
                .report()
                .facts();
    }

    /**
     * Renders, with a record beside the output.
     *
     * @return the last report: frames of the output, and how many of them were edited
     * @throws EditException with the code of what went wrong; edited chunks stay in the cache
     */
    public Report run(Request request, Workshop workshop) {
        RenderLabel label = label(request);
        Map<String, String> format = RenderFormat.of(request.output(), request.preset(), label.comment());
        return write(request, request.project().project().xml(), format, workshop, (part, report) -> {
            requireEdited(request, report);
            label.writeBeside(request.output(), part, report);
            return report;
        });
    }

    /**
     * Renders frames for {@link #join}: a Matroska file of the very pictures that the preset's encoder would get, without
     * sound and without a record beside it.
     *
     * @return how many of the frames were edited
     * @throws EditException as {@link #run} does
     */
    public Report pictures(Request request, Workshop workshop) {
        String comment = RenderLabel.part(request.project().project());
        Map<String, String> format = RenderFormat.pictures(request.preset(), comment);
        return write(request, request.project().project().xml(), format, workshop, (part, report) -> report);
    }

    /**
     * What {@link #run} writes, with pictures of {@link #pictures}: encoded once, over the project's own sound.
     *
     * @param pieces the frames of the request, in order
     * @throws EditException as {@link #run} does
     */
    public Report join(Request request, List<Piece> pieces, Workshop workshop) {
        RenderLabel label = label(request);
        Map<String, String> format = RenderFormat.of(request.output(), request.preset(), label.comment());
        String xml = request.project().project().xmlShowing(pieces);
        return write(request, xml, format, workshop, (part, report) -> {
            Report all = report.counting(pieces);
            requireEdited(request, all);
            label.writeBeside(request.output(), part, all);
            return all;
        });
    }

    /** What is done with a file that is complete, before it gets its name. */
    private interface Completion {
        Report complete(Path part, Report report);
    }

    private Report write(
            Request request, String xml, Map<String, String> format, Workshop workshop, Completion completion) {
        try (PartFile part = PartFile.create(request.output())) {
            Work render = Work.of(request.task(xml, part.path(), new HashMap<>(format)));
            Watchdog watchdog = new Watchdog(request.limits(), part.path(), workshop.cancelled());
            WarmWorker.Outcome outcome = work(render, request.project(), watchdog, workshop);
            requireWhole(request, outcome, part.path());
            Report done = completion.complete(part.path(), outcome.report());
            part.commit();
            return done;
        }
    }

    private static WarmWorker.Outcome work(Work work, CheckedProject project, Watchdog watchdog, Workshop workshop) {
        boolean display = Display.toBring(project.project().names());
        return workshop.worker().run(work, display, watchdog, workshop.listener());
    }

    private RenderLabel label(Request request) {
        return RenderLabel.of(program, request.project().project(), models);
    }

    /** Exit codes of MLT mean nothing: an unknown filter, a missing clip and a full disk may all end with 0. */
    private static void requireWhole(Request request, WarmWorker.Outcome outcome, Path part) {
        Report report = outcome.report();
        String where = request.project().file().toString();
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
    }

    private static void requireEdited(Request request, Report report) {
        boolean whole = request.first() == 0 && request.last() == RenderTask.END;
        if (whole && request.project().showsEffect() && report.edited() + report.unchanged() == 0) {
            throw refused(
                    "the effect has edited no frame",
                    request.project().file().toString(),
                    "at least one edited frame",
                    "none");
        }
    }

    private static EditException refused(String what, String where, String expected, String found) {
        return new EditException(
                FailureCode.REFUSED,
                new Problem(what, where, expected, found, "nothing is written: repair the project or this machine"));
    }
}
