package io.diffferv.bridge.cli;

import io.diffferv.bridge.farm.Farm;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The plan that a command works on, perhaps somebody else's. */
final class PlannedFarm {
    @Parameters(paramLabel = "PLAN", description = "What 'farm plan' wrote.")
    Path plan;

    @Mixin
    AllowedFolders allowed;

    Farm open() {
        String program = FarmCommand.program();
        return allowed.roots == null ? Farm.open(plan, program) : Farm.open(plan, program, allowed.roots);
    }
}
