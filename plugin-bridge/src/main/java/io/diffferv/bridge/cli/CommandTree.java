package io.diffferv.bridge.cli;

import ch.qos.logback.classic.Logger;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditSettings;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command with everything below it, wired the way the process uses it. */
@Command(
        name = "diffferv",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Edits the face in a real video from a text prompt.",
        synopsisSubcommandLabel = "COMMAND",
        scope = ScopeType.INHERIT)
final class CommandTree {
    private static final int HELP_WIDTH = 100;

    /** What an inversion does not depend on. */
    private static final Set<EditOption> AFTER_INVERSION = EnumSet.of(
            EditOption.PROMPT,
            EditOption.EDIT,
            EditOption.STRENGTH,
            EditOption.GUIDANCE,
            EditOption.COMPOSITE,
            EditOption.PRESERVATION,
            EditOption.SCHEDULE,
            EditOption.EXACT,
            EditOption.NEGATIVE_START,
            EditOption.EMPTY_BLEND,
            EditOption.MASK,
            EditOption.SMOOTHING);

    private CommandTree() {}

    /**
     * @param cancelled asked by commands with long work between their steps
     */
    static CommandLine create(BooleanSupplier cancelled) {
        Failures failures = new Failures();
        CommandLine tree = new CommandLine(new CommandTree());
        tree.addSubcommand("edit", edit(cancelled))
                .addSubcommand("reconstruct", reconstruct(cancelled))
                .addSubcommand("invert", invert(cancelled))
                .addSubcommand(new RenderCommand(cancelled))
                .addSubcommand(new NodeCommand(cancelled))
                .addSubcommand(new MetricsCommand())
                .addSubcommand(new InspectCommand())
                .addSubcommand(new EvaluateCommand(cancelled))
                .addSubcommand(new ModelsCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand("bench", bench(cancelled))
                .addSubcommand("farm", farm(cancelled))
                .addSubcommand(new SpecializeCommand(cancelled))
                .addSubcommand(new CaptionCommand(cancelled))
                .addSubcommand(new DemoClipCommand());
        return tree.setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> failures.guard(tree, () -> new RunLast().execute(parsed)))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
    }

    private static CommandSpec edit(BooleanSupplier cancelled) {
        return withOptions(
                new EditCommand(cancelled, EditSettings::parse),
                Set.of(),
                "Edits the face in a video. The same command again continues what was stopped.");
    }

    private static CommandSpec reconstruct(BooleanSupplier cancelled) {
        return withOptions(
                new EditCommand(cancelled, EditSettings::reconstruction),
                Set.of(EditOption.PROMPT),
                "Inverts a video and samples it back under the source prompt, to see what the model loses.");
    }

    private static CommandSpec invert(BooleanSupplier cancelled) {
        return withOptions(
                new InvertCommand(cancelled),
                AFTER_INVERSION,
                "Inverts a video, so that every later edit of it under this source prompt starts from the cache.");
    }

    private static CommandSpec bench(BooleanSupplier cancelled) {
        return withOptions(
                new BenchCommand(cancelled),
                Set.of(EditOption.CACHE_SIZE),
                "Edits a clip into nowhere and shows the seconds per frame, the share of each stage and the memory.");
    }

    private static CommandLine farm(BooleanSupplier cancelled) {
        return new CommandLine(new FarmCommand())
                .addSubcommand(
                        "plan",
                        withOptions(
                                new FarmPlanCommand(cancelled),
                                Set.of(),
                                "Reads a clip, or a project of Kdenlive or MLT, once and writes what every task must know."))
                .addSubcommand(new FarmWorkCommand(cancelled))
                .addSubcommand(new FarmJoinCommand(cancelled));
    }

    private static CommandSpec withOptions(Object command, Set<EditOption> meaningless, String description) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        spec.usageMessage().description(description).abbreviateSynopsis(true);
        EditOptions.addTo(spec, meaningless);
        return spec;
    }

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show on the console what otherwise goes to the log file only.")
    void verbose(boolean on) {
        if (on && LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            var console = root.getAppender("console");
            if (console != null) {
                console.clearAllFilters();
            }
        }
    }
}
