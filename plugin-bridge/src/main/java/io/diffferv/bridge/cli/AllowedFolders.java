package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.Reach;
import io.diffferv.bridge.mlt.ProjectRules;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What a plan or project that somebody else wrote may reach. */
final class AllowedFolders {
    @Option(
            names = "--allow",
            paramLabel = "FOLDER",
            description = "Let clips, projects, all that these name, and models lie below this folder only, and models"
                    + " among the installed ones; may be given again; default: anywhere.")
    List<Path> roots;

    ProjectRules rules() {
        return roots == null ? ProjectRules.OWN : ProjectRules.within(roots);
    }

    void require(Path source) {
        if (roots != null) {
            Reach reach = new Reach(roots);
            Path absolute = source.toAbsolutePath();
            if (!reach.allows(absolute.getParent(), absolute.toString())) {
                throw new EditException(
                        FailureCode.REFUSED,
                        new Problem(
                                "the source lies outside of the allowed folders",
                                source.toString(),
                                "one below " + reach.describe(),
                                absolute.toString(),
                                "move it there, or allow its folder"));
            }
        }
    }
}
