package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.LogFolder;
import io.diffferv.bridge.folders.UserFolders;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into sentences on standard error and an exit status. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Left to defects of this program; every other failure has a {@link FailureCode}. */
    static final int DEFECT = 1;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof EditException expected) {
            LOG.debug("{} ended with {}", command.getCommandName(), expected.code(), failure);
            say(command, expected.getMessage());
            return expected.code().exitStatus();
        }
        return defect(failure, command);
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        say(command, failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        say(command, "See '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        return FailureCode.BAD_REQUEST.exitStatus();
    }

    /** Runs a command and answers for errors, which picocli would let through to the virtual machine. */
    int guard(CommandLine command, IntSupplier run) {
        try {
            return run.getAsInt();
        } catch (OutOfMemoryError e) {
            LOG.error("Out of memory", e);
            say(
                    command,
                    "the Java heap is full (%s); close other programs, or give it more with DIFFFERV_JAVA_OPTIONS=-Xmx4g."
                            .formatted(e.getMessage()));
            return FailureCode.OUT_OF_MEMORY.exitStatus();
        } catch (LinkageError e) {
            LOG.error("A library does not load", e);
            // Libraries are unpacked into the cache when they are first used.
            if (String.valueOf(e.getMessage()).contains("No space left on device")) {
                say(
                        command,
                        "the disk of %s is full; make room and run the same command again."
                                .formatted(UserFolders.cache()));
                return FailureCode.TRY_AGAIN.exitStatus();
            }
            say(command, "a library of the program does not load: %s; run 'diffferv doctor'.".formatted(e));
            return DEFECT;
        }
    }

    private static int defect(Throwable failure, CommandLine command) {
        LOG.error("A defect ended {}", command.getCommandName(), failure);
        say(
                command,
                "this is a defect of the program, not of your files: %s; please report it with the newest log in %s."
                        .formatted(failure, LogFolder.path()));
        return DEFECT;
    }

    private static void say(CommandLine command, String sentences) {
        sentences.lines().forEach(sentence -> command.getErr().println("diffferv: " + sentence));
        command.getErr().flush();
    }
}
