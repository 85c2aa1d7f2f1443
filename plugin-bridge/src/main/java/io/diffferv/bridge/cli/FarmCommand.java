package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.Farm;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv farm}: one clip or project, many machines, any scheduler. */
@Command(
        name = "farm",
        description =
                "Edits a clip or renders a project on many machines: plan it once, work on its chunks as an array of"
                        + " tasks, join them.",
        synopsisSubcommandLabel = "COMMAND")
final class FarmCommand {
    @Spec
    CommandSpec spec;

    @Command(name = "todo", description = "Lists the chunks that are missing or damaged, such as 3,7-9, for an array.")
    int todo(@Parameters(paramLabel = "PLAN", description = "What 'farm plan' wrote.") Path plan) {
        return say(Farm.open(plan, program()).todo());
    }

    @Command(name = "status", description = "Shows how many chunks are done; lengths are checked, contents are not.")
    int status(@Parameters(paramLabel = "PLAN", description = "What 'farm plan' wrote.") Path plan) {
        Farm.Status status = Farm.open(plan, program()).status();
        return say("%d of %d chunks, %d of %d frames%s"
                .formatted(
                        status.done(),
                        status.chunks(),
                        status.framesDone(),
                        status.frames(),
                        status.missing().isEmpty() ? "" : "; to do: " + status.missing()));
    }

    static String program() {
        return new Version().getVersion()[0];
    }

    private int say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
        return 0;
    }
}
