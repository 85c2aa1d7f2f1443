package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.bridge.folders.LogFolder;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class FailuresTest {
    private static final Problem PROBLEM =
            new Problem("there is no picture in it", "a.mp4", "a video", "sound only", "choose another file");

    private static Run failing(Throwable failure) {
        Callable<Integer> command = () -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        };
        return Run.of(
                CommandTree.create(() -> false).addSubcommand("fail", CommandSpec.wrapWithoutInspection(command)),
                "fail");
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeBecomesItsExitStatusAndItsSentence(FailureCode code) {
        Run run = failing(new EditException(code, PROBLEM));

        assertThat(run.status()).isEqualTo(code.exitStatus());
        assertThat(run.err())
                .isEqualTo("diffferv: a.mp4: there is no picture in it (expected a video, found sound only);"
                        + " choose another file.\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void severalProblemsAreSeveralLines() {
        Run run = failing(new EditException(FailureCode.BAD_REQUEST, List.of(PROBLEM, PROBLEM)));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(2).allMatch(line -> line.startsWith("diffferv: a.mp4: "));
    }

    @Test
    void aLibraryThatFindsNoRoomToBeUnpackedIsTriedAgain() {
        Run run = failing(new UnsatisfiedLinkError("java.io.IOException: No space left on device"));

        assertThat(run.status()).isEqualTo(75);
        assertThat(run.err()).contains("is full").hasLineCount(1);
    }

    @Test
    void aDefectIsOneSentenceWithoutAStackTrace() {
        Run run = failing(new IllegalStateException("the window is empty"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .contains(
                        "a defect of the program",
                        "the window is empty",
                        LogFolder.path().toString());
    }

    @Test
    void aFullHeapIsOutOfMemory() {
        Run run = failing(new OutOfMemoryError("Java heap space"));

        assertThat(run.status()).isEqualTo(5);
        assertThat(run.err()).contains("Java heap space", "DIFFFERV_JAVA_OPTIONS");
    }

    @Test
    void aLibraryThatDoesNotLoadPointsToDoctor() {
        Run run = failing(new UnsatisfiedLinkError("libfoo.so: cannot open shared object file"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("libfoo.so", "diffferv doctor");
    }

    @Test
    void unknownOptionsAndCommandsAreBadRequestsWithASuggestion() {
        assertThat(Run.of("--sped").status()).isEqualTo(2);
        Run run = Run.of("docter");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("docter", "diffferv doctor", "--help");
    }

    @Test
    void aCommandIsAskedFor() {
        Run run = Run.of();
        assertThat(run.status()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run.err()).contains("Missing required subcommand");
    }
}
