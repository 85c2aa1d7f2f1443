package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.FarmPlanner;
import io.diffferv.bridge.folders.Results;
import io.diffferv.engine.edit.EditSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
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
            description = "Cut the clip into so many chunks, or fewer where the model's own are larger; 1 to 10000.")
    int chunks;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "Kind of machine that will work, such as sm_90; default: that of this one.")
    String architecture;

    @Mixin
    FileWork work;

    @Override
    public Integer call() {
        OptionCheck.atLeast("--chunks", 1, chunks);
        OptionCheck.atMost("--chunks", FarmPlanner.MOST_CHUNKS, chunks);
        Map<String, String> values = work.values();
        var cache = Results.open(EditSettings.parse(values).cacheSize());
        var request = new FarmPlanner.Request(work.source, work.frames(), values, chunks, architecture);
        var out = work.command.commandLine().getOut();
        long start = System.nanoTime();
        int made;
        try (Progress shown = work.progress.style.open(out, work.command.name())) {
            made = new FarmPlanner(FarmCommand.program(), cache)
                    .plan(
                            plan,
                            request,
                            (read, claimed) -> shown.update(new Progress.Step(
                                    "reading",
                                    read,
                                    claimed > 0 ? claimed : -1,
                                    0,
                                    Duration.ofNanos(System.nanoTime() - start))));
        }
        out.println("%d chunks, array 0-%d".formatted(made, made - 1));
        out.flush();
        return 0;
    }
}
