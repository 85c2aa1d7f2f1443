package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.Results;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.VideoEditor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands that work on a whole file have in common: its options, and the run itself. */
final class FileWork {
    @Parameters(paramLabel = "VIDEO", description = "The source; it is only read.")
    Path source;

    @Option(
            names = "--frames",
            paramLabel = "COUNT",
            description = "Take only so many frames from the start; default: all.")
    Long frames;

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "JSON object of settings by key, such as {\"prompt\": \"an old man\"}; options go before it.")
    Path settings;

    @Mixin
    ProgressOption progress;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /** The settings that were given, by key, with the model as a folder. */
    Map<String, String> values() {
        return EditOptions.read(command.commandLine().getParseResult(), settings);
    }

    /** Options that say how to edit. */
    List<String> given() {
        List<String> flags = new ArrayList<>(settings == null ? List.of() : List.of("--settings"));
        Arrays.stream(EditOption.values())
                .map(EditOption::flag)
                .filter(command.commandLine().getParseResult()::hasMatchedOption)
                .forEach(flags::add);
        return flags;
    }

    long frames() {
        if (frames == null) {
            return EditJob.ALL;
        }
        return OptionCheck.atLeast("--frames", 1, frames);
    }

    /** Runs the job and shows how far it is. */
    void run(EditJob job, BooleanSupplier cancelled) {
        EditCache cache = Results.open(job.settings().cacheSize());
        String task = command.name();
        try (EnginePool pool = new EnginePool(1);
                Progress shown = progress.style.open(command.commandLine().getOut(), task)) {
            new VideoEditor(pool, cache).run(job, ProgressOption.listener(shown, cancelled));
        }
    }
}
