package io.diffferv.bridge.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What one command line gives, run in this process. */
record Run(int status, String out, String err) {
    static Run of(String... arguments) {
        return of(CommandTree.create(() -> false), arguments);
    }

    static Run of(CommandLine tree, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                tree.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Run(status, out.toString(), err.toString());
    }
}
