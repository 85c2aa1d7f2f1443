package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.LogFolder;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diffferv edit} and {@code diffferv reconstruct}: a video in, another one of the same length out. */
@Command(sortOptions = false)
final class EditCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(EditCommand.class);

    @Mixin
    OutputFile output;

    @Mixin
    FileWork work;

    @Mixin
    Captioner captioner;

    private final BooleanSupplier cancelled;
    private final Function<Map<String, String>, EditSettings> reading;

    /**
     * @param reading turns the values that were given into settings, by {@link EditSettings#parse} or
     *     {@link EditSettings#reconstruction}
     */
    EditCommand(BooleanSupplier cancelled, Function<Map<String, String>, EditSettings> reading) {
        this.cancelled = cancelled;
        this.reading = reading;
    }

    @Override
    public Integer call() {
        Map<String, String> values = work.values();
        output.requireFree(work.source);
        captioner.fill(values, work.source, work.frames());
        EditSettings settings = reading.apply(values);
        Path model = Path.of(values.get(EditOption.MODEL.key()));
        EditJob job = new EditJob(
                EditJob.Task.EDIT,
                work.source,
                output.path,
                model,
                settings,
                output.preset,
                work.frames(),
                !output.noLabel);
        work.run(job, cancelled);
        record(Sidecar.of(job, work.command.name(), values), job);
        return 0;
    }

    /** Whoever leaves the label out can still be told by the log what the file is. */
    static void record(Sidecar sidecar, EditJob job) {
        if (job.labelled()) {
            sidecar.write(Sidecar.beside(job.output()));
            LOG.debug("Labelled {}", sidecar.line());
        } else {
            LOG.warn(
                    "{} does not say that it is an AI edit, as --no-label asks; tell those who see it. The log in {}"
                            + " keeps the record.",
                    job.output(),
                    LogFolder.path());
            LOG.debug("Unlabelled {}", sidecar.line());
        }
    }
}
