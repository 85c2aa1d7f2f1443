package io.diffferv.bridge.host;

import io.diffferv.bridge.folders.LogFolder;
import io.diffferv.bridge.folders.UserFolders;
import io.diffferv.engine.edit.OptionKeys;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the filter is told when a call fails.
 *
 * @param code exit status of the command line for the same failure
 * @param sentence one line
 */
record Failure(int code, String sentence) {
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /** Left to defects of this program; every other failure has a {@link FailureCode}. */
    private static final int DEFECT = 1;

    static Failure of(Throwable thrown) {
        if (thrown instanceof EditException expected) {
            LOG.debug("A call ended with {}", expected.code(), expected);
            String sentences = expected.problems().stream()
                    .map(problem -> problem.sentence(OptionKeys::in).replace("\n", " "))
                    .collect(Collectors.joining(" "));
            return new Failure(expected.code().exitStatus(), sentences);
        }
        if (thrown instanceof OutOfMemoryError) {
            return new Failure(
                    FailureCode.OUT_OF_MEMORY.exitStatus(),
                    "the Java heap is full (%s); give it more with DIFFFERV_JAVA_OPTIONS=-Xmx4g, or choose a smaller working size."
                            .formatted(thrown.getMessage()));
        }
        LOG.debug("A defect ended a call", thrown);
        if (thrown instanceof LinkageError) {
            // Libraries are unpacked into the cache when they are first used.
            if (String.valueOf(thrown.getMessage()).contains("No space left on device")) {
                return new Failure(
                        FailureCode.TRY_AGAIN.exitStatus(),
                        "the disk of %s is full; make room and render again.".formatted(UserFolders.cache()));
            }
            return new Failure(
                    DEFECT, "a library of the engine does not load: %s; run 'diffferv doctor'.".formatted(thrown));
        }
        return new Failure(
                DEFECT,
                "this is a defect of DiffFERV, not of the clip: %s; please report it with the newest log in %s."
                        .formatted(thrown, LogFolder.path()));
    }
}
