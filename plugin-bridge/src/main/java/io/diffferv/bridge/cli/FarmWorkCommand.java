package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.Farm;
import io.diffferv.bridge.folders.Results;
import io.diffferv.engine.failure.FailureCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code diffferv farm work}: one task of the array. */
@Command(
        name = "work",
        sortOptions = false,
        description =
                "Makes the chunks of one task; finished ones are never done again. Ends with 75 when told to stop.")
final class FarmWorkCommand implements Callable<Integer> {
    @Mixin
    PlannedFarm planned;

    @Option(
            names = "--index",
            paramLabel = "NUMBER",
            description = "Which task this is, from 0; default: what the scheduler's environment says.")
    Integer index;

    @Option(
            names = "--stripes",
            paramLabel = "TASKS",
            description =
                    "Share the chunks among so many tasks, each with one warm model; default: a task for each chunk.")
    Integer stripes;

    @Option(
            names = "--stall",
            paramLabel = "SECONDS",
            defaultValue = "1800",
            description = "End with 75 after so long without progress; a project's render is begun again twice before;"
                    + " default: 1800.")
    long stall;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec command;

    private final BooleanSupplier cancelled;

    FarmWorkCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        OptionCheck.atLeast("--stall", 1, stall);
        if (stripes != null) {
            OptionCheck.atLeast("--stripes", 1, stripes);
        }
        PrintWriter out = command.commandLine().getOut();
        Farm farm = planned.open();
        try (Progress shown = progress.style.open(out, command.name())) {
            farm.work(
                    new Farm.Assignment(index, stripes, Duration.ofSeconds(stall), this::stalled),
                    Results::open,
                    ProgressOption.listener(shown, cancelled),
                    line -> {
                        out.println("farm: " + line);
                        out.flush();
                    });
        }
        return 0;
    }

    private void stalled() {
        System.err.println("diffferv: %s: no progress for %d s; finished chunks are kept, the task can be tried again."
                .formatted(planned.plan, stall));
        // The thread that works does not answer: there is nobody to ask for an orderly end.
        Runtime.getRuntime().halt(FailureCode.TRY_AGAIN.exitStatus());
    }
}
