package io.diffferv.bridge.cli;

import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diffferv invert}: the part of an edit that does not depend on its prompt, kept for later edits. */
@Command(sortOptions = false)
final class InvertCommand implements Callable<Integer> {
    @Mixin
    FileWork work;

    private final BooleanSupplier cancelled;

    InvertCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        Map<String, String> values = work.values();
        Path model = Path.of(values.get(EditOption.MODEL.key()));
        work.run(
                new EditJob(
                        EditJob.Task.INVERT,
                        work.source,
                        null,
                        model,
                        EditSettings.parse(values),
                        EncoderPreset.ORDINARY,
                        work.frames()),
                cancelled);
        return 0;
    }
}
