package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.mlt.CheckedProject;
import io.diffferv.bridge.mlt.Limits;
import io.diffferv.bridge.mlt.ProjectRender;
import io.diffferv.bridge.mlt.ProjectRules;
import io.diffferv.bridge.mlt.RenderTask;
import io.diffferv.bridge.mlt.Report;
import io.diffferv.bridge.mlt.WarmWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv render}: a project of MLT or Kdenlive in, a video out, without an editor or a display. */
@Command(
        name = "render",
        sortOptions = false,
        description =
                "Renders a project of Kdenlive or MLT without a display. The same command again continues what was"
                        + " stopped; a stop ends with status 75.")
final class RenderCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PROJECT", description = "A .kdenlive or .mlt file; it is only read.")
    Path project;

    @Mixin
    OutputFile output;

    @Option(
            names = "--first",
            paramLabel = "FRAME",
            defaultValue = "0",
            description = "First frame of the timeline, from 0.")
    int first;

    @Option(names = "--last", paramLabel = "FRAME", description = "Last frame of the timeline; default: its last.")
    Integer last;

    @Mixin
    ProgressOption progress;

    @Option(
            names = "--stall",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Take a render for hung that makes no step for so long; default: 300.")
    long stall;

    @Option(
            names = "--allow",
            paramLabel = "FOLDER",
            description = "Let the project name files below this folder only; may be given again; default: anywhere.")
    List<Path> allowed;

    @Option(names = "--allow-network", description = "Let the project name addresses.")
    boolean network;

    @Spec
    CommandSpec command;

    private final BooleanSupplier cancelled;

    RenderCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        output.requireFree(project);
        output.requireLabelled();
        OptionCheck.atLeast("--stall", 1, stall);
        ProjectRender.Request request = new ProjectRender.Request(
                CheckedProject.open(
                        project,
                        new ProjectRules(allowed == null ? ProjectRules.OWN.roots() : allowed, network, false)),
                output.path,
                output.preset,
                first,
                last == null ? RenderTask.END : last,
                Limits.NONE.withStall(Duration.ofSeconds(stall)));
        ProjectRender render = new ProjectRender(new Version().getVersion()[0], ModelLookup.ofThisMachine());
        long start = System.nanoTime();
        try (WarmWorker worker = new WarmWorker(Map.of());
                Progress shown = progress.style.open(command.commandLine().getOut(), command.name())) {
            Report done =
                    render.run(request, new ProjectRender.Workshop(worker, cancelled, new Steps(shown, start)::heard));
            shown.update(new Steps(shown, start).step(done));
        }
        return 0;
    }

    /** Shows a report where something has become different since the last. */
    private static final class Steps {
        private final Progress shown;
        private final long start;
        private double frames = -1;

        private Steps(Progress shown, long start) {
            this.shown = shown;
            this.start = start;
        }

        private void heard(Report report) {
            if (report.frames() != frames) {
                frames = report.frames();
                shown.update(step(report));
            }
        }

        private Progress.Step step(Report report) {
            return new Progress.Step(
                    report.frames() > 0 ? "rendering" : "editing",
                    report.frames(),
                    report.total(),
                    0,
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
