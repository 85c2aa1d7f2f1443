package io.diffferv.bridge.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command with everything below it, wired the way the process uses it. */
@Command(
        name = "diffferv",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Edits the face in a real video from a text prompt.",
        synopsisSubcommandLabel = "COMMAND")
final class CommandTree {
    private CommandTree() {}

    static CommandLine create() {
        return new CommandLine(new CommandTree())
                .setExecutionExceptionHandler(new Failures())
                .setParameterExceptionHandler(new Failures());
    }
}
