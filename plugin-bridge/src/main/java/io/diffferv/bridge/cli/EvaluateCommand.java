package io.diffferv.bridge.cli;

import io.diffferv.bridge.evaluate.Evaluation;
import io.diffferv.bridge.evaluate.Measuring;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv evaluate}: many edits of many clips, measured and side by side. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = "Edits clips in the ways that a file asks for, measures every edit and writes a report."
                + " The same command again continues what was stopped.")
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CLIPS", description = "A folder of videos, or one; they are only read.")
    Path clips;

    @Option(
            names = "--edits",
            required = true,
            paramLabel = "FILE",
            description = "The request as JSON: settings, edits, variants to compare and options to sweep.")
    Path edits;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FOLDER",
            description = "Where index.html, results.json, results.csv and every edit go.")
    Path report;

    @Mixin
    MeasuringNetworks networks;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    private final BooleanSupplier cancelled;

    EvaluateCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        Evaluation evaluation = Evaluation.prepare(
                clips,
                edits,
                report,
                new Measuring(networks.options(0), Optional.ofNullable(networks.clip)),
                new Version().getVersion()[0]);
        List<String> failures;
        try (Progress shown = progress.style.open(spec.commandLine().getOut(), spec.name())) {
            failures = evaluation.run(listener(shown));
        }
        failures.forEach(sentence -> spec.commandLine().getErr().println("diffferv: " + sentence));
        spec.commandLine().getErr().flush();
        return failures.isEmpty() ? 0 : FailureCode.BAD_INPUT.exitStatus();
    }

    private Evaluation.Listener listener(Progress shown) {
        long start = System.nanoTime();
        return new Evaluation.Listener() {
            @Override
            public void progress(String stage, double frames, long total, double resumed) {
                shown.update(
                        new Progress.Step(stage, frames, total, resumed, Duration.ofNanos(System.nanoTime() - start)));
            }

            @Override
            public boolean cancelled() {
                return cancelled.getAsBoolean();
            }
        };
    }
}
