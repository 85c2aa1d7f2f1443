package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.FarmPlanner;
import io.diffferv.bridge.folders.Results;
import io.diffferv.bridge.mlt.CheckedProject;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diffferv farm plan}: decides once what every task will do. */
@Command(sortOptions = false)
final class FarmPlanCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "PLAN",
            description = "The plan to write, .json; its chunks will lie in a folder beside it.")
    Path plan;

    @Option(
            names = "--chunks",
            required = true,
            paramLabel = "COUNT",
            description =
                    "Cut the clip or project into so many chunks, or fewer where a clip's model has larger ones of its"
                            + " own; 1 to 10000.")
    int chunks;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "Kind of machine that will work, such as sm_90; default: that of this one.")
    String architecture;

    @Option(
            names = "--encoder",
            paramLabel = "PRESET",
            description =
                    "For a project, whose chunks depend on it: ordinary, or lossless (every sample as it is, .mkv);"
                            + " default: ordinary. A clip's join takes it.")
    EncoderPreset encoder;

    @Mixin
    AllowedFolders allowed;

    @Mixin
    FileWork work;

    private final BooleanSupplier cancelled;

    FarmPlanCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        OptionCheck.atLeast("--chunks", 1, chunks);
        OptionCheck.atMost("--chunks", FarmPlanner.MOST_CHUNKS, chunks);
        allowed.require(work.source);
        var request = new FarmPlanner.Request(work.source, work.frames(), chunks, architecture);
        int made = CheckedProject.isProject(work.source) ? planProject(request) : planClip(request);
        var out = work.command.commandLine().getOut();
        out.println("%d chunks, array 0-%d".formatted(made, made - 1));
        out.flush();
        return 0;
    }

    private int planProject(FarmPlanner.Request request) {
        requireNone(
                work.given(), "the effects of a project have their settings themselves", "change them in the editor");
        return planner(Map.of())
                .plan(plan, request, encoder == null ? EncoderPreset.ORDINARY : encoder, allowed.rules(), cancelled);
    }

    private int planClip(FarmPlanner.Request request) {
        requireNone(
                encoder == null ? List.of() : List.of("--encoder"),
                "the chunks of a clip are the same for every encoder",
                "give it to 'farm join'");
        Map<String, String> values = work.values();
        long start = System.nanoTime();
        try (Progress shown =
                work.progress.style.open(work.command.commandLine().getOut(), work.command.name())) {
            return planner(values)
                    .plan(
                            plan,
                            request,
                            values,
                            (read, claimed) -> shown.update(new Progress.Step(
                                    "reading",
                                    read,
                                    claimed > 0 ? claimed : -1,
                                    0,
                                    Duration.ofNanos(System.nanoTime() - start))));
        }
    }

    private static FarmPlanner planner(Map<String, String> values) {
        var cache = Results.open(EditSettings.parse(values).cacheSize());
        return new FarmPlanner(FarmCommand.program(), cache);
    }

    private static void requireNone(List<String> given, String why, String remedy) {
        if (!given.isEmpty()) {
            throw OptionCheck.refused(why, String.join(", ", given), "no such option", "it was given", remedy);
        }
    }
}
