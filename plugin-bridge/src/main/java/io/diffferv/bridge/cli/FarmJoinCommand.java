package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.Farm;
import io.diffferv.engine.edit.EditJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv farm join}: one video out of all chunks, the same as one machine alone makes. */
@Command(
        name = "join",
        sortOptions = false,
        description =
                "Checks every chunk and makes one video of them: encoded once, with the sound of the source as it is.")
final class FarmJoinCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PLAN", description = "What 'farm plan' wrote.")
    Path plan;

    @Mixin
    OutputFile output;

    @Mixin
    AllowedFolders allowed;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        Farm farm = allowed.open(plan);
        output.requireFree(farm.clip());
        EditJob job = farm.job(output.path, output.preset, !output.noLabel);
        long total = farm.status().frames();
        long start = System.nanoTime();
        String device;
        try (Progress shown = progress.style.open(command.commandLine().getOut(), command.name())) {
            device = farm.join(
                    job,
                    frames -> shown.update(
                            new Progress.Step("join", frames, total, 0, Duration.ofNanos(System.nanoTime() - start))));
        }
        EditCommand.record(Sidecar.of(job, "edit", farm.settings(), device), job);
        return 0;
    }
}
