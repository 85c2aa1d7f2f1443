package io.diffferv.bridge.cli;

import io.diffferv.engine.edit.EditListener;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How a command with long work tells how far it is. */
final class ProgressOption {
    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            defaultValue = "auto",
            showDefaultValue = Visibility.NEVER,
            description = "auto (a bar on a terminal), bar, json (an object a line), farm (a line a percent, as render"
                    + " farms read it) or none; default: auto.")
    ProgressStyle style;

    /** Shows an edit's progress, and stops it when that is asked for. */
    static EditListener listener(Progress shown, BooleanSupplier cancelled) {
        long start = System.nanoTime();
        return new EditListener() {
            @Override
            public void progress(Progress progress) {
                shown.update(new io.diffferv.bridge.cli.Progress.Step(
                        progress.stage().name().toLowerCase(Locale.ROOT),
                        progress.frames(),
                        progress.total(),
                        progress.resumed(),
                        Duration.ofNanos(System.nanoTime() - start)));
            }

            @Override
            public boolean cancelled() {
                return cancelled.getAsBoolean();
            }
        };
    }
}
