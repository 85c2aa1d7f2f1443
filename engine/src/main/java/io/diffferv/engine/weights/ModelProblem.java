package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;

/** The sentences of this room: everything wrong with a model file is reported with {@link FailureCode#MODEL}. */
final class ModelProblem {
    private ModelProblem() {}

    /** A file whose bytes are not what the format says. */
    static EditException damaged(Path file, String what, Object expected, Object found) {
        return of(file.toString(), what, expected, found, "copy or download the model again");
    }

    static EditException of(String where, String what, Object expected, Object found, String remedy) {
        return new EditException(
                FailureCode.MODEL, new Problem(what, where, String.valueOf(expected), String.valueOf(found), remedy));
    }
}
