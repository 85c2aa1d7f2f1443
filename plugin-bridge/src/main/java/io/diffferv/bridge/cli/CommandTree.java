package io.diffferv.bridge.cli;

import ch.qos.logback.classic.Logger;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
        subcommands = {MetricsCommand.class, ModelsCommand.class, DoctorCommand.class},
        scope = ScopeType.INHERIT)
final class CommandTree {
    private static final int HELP_WIDTH = 100;

    private CommandTree() {}

    /**
     * @param cancelled asked by commands with long work between their steps
     */
    static CommandLine create(BooleanSupplier cancelled) {
        Failures failures = new Failures();
        CommandLine tree = new CommandLine(new CommandTree());
        return tree.setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> failures.guard(tree, () -> new RunLast().execute(parsed)))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
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
