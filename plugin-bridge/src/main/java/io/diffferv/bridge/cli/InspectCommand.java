package io.diffferv.bridge.cli;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv inspect}: whether a file says that it is an AI edit, and what of. */
@Command(
        name = "inspect",
        sortOptions = false,
        description = "Shows whether a video says that it is an AI edit, how it was made, and whether it was changed"
                + " since; exit status 0 when it does, 8 when it does not.")
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The video; its sidecar FILE.json is looked for beside it.")
    Path file;

    @Option(names = "--json", description = "Print JSON in place of a table.")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        Inspection found = Inspection.of(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? found.json() : found.table().stripTrailing());
        out.flush();
        if (!found.labelled()) {
            throw new EditException(
                    FailureCode.UNLABELLED,
                    new Problem(
                            "the file does not say that it is an AI edit",
                            file.toString(),
                            "a label in its metadata, or a sidecar that means this file",
                            "neither",
                            "this proves nothing about where its pictures come from"));
        }
        return 0;
    }
}
