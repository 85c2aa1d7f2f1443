package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.Farm;
import io.diffferv.engine.edit.EditJob;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code diffferv farm join}: one video out of all chunks, the same as one machine alone makes. */
@Command(
        name = "join",
        sortOptions = false,
        description =
                "Checks every chunk and makes one video of them: encoded once, with the sound of the source as it is.")
final class FarmJoinCommand implements Callable<Integer> {
    @Mixin
    PlannedFarm planned;

    @Mixin
    OutputFile output;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec command;

    private final BooleanSupplier cancelled;

    FarmJoinCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        Farm farm = planned.open();
        output.requireFree(farm.source());
        try (Progress shown = progress.style.open(command.commandLine().getOut(), command.name())) {
            if (farm.isOfProject()) {
                requirePlannedEncoder(farm);
                output.requireLabelled();
                farm.join(output.path, ProgressOption.listener(shown, cancelled));
            } else {
                joinClip(farm, shown);
            }
        }
        return 0;
    }

    private void joinClip(Farm farm, Progress shown) {
        EditJob job = farm.job(output.path, output.preset, !output.noLabel);
        long total = farm.status().frames();
        long start = System.nanoTime();
        String device = farm.join(
                job,
                frames -> shown.update(
                        new Progress.Step("join", frames, total, 0, Duration.ofNanos(System.nanoTime() - start))));
        EditCommand.record(Sidecar.of(job, "edit", farm.settings(), device), job);
    }

    /** Chunks of a project hold pictures for one encoder. */
    private void requirePlannedEncoder(Farm farm) {
        boolean given = command.commandLine().getParseResult().hasMatchedOption("--encoder");
        if (given && output.preset != farm.encoder()) {
            throw OptionCheck.refused(
                    "the plan is for another encoder",
                    "--encoder",
                    farm.encoder().toString().toLowerCase(Locale.ROOT),
                    output.preset.toString().toLowerCase(Locale.ROOT),
                    "leave the option out, or plan again with it");
        }
    }
}
