package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.Farm;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What a plan that somebody else wrote may reach. */
final class AllowedFolders {
    @Option(
            names = "--allow",
            paramLabel = "FOLDER",
            description = "Let the plan name a clip and a model below this folder only, and installed models; may be"
                    + " given again; default: anywhere.")
    List<Path> roots;

    Farm open(Path plan) {
        Farm farm = Farm.open(plan, FarmCommand.program());
        if (roots != null) {
            farm.requireWithin(roots);
        }
        return farm;
    }
}
