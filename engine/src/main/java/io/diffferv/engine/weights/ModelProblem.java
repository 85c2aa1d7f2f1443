package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;

/** The sentences of this room: nearly everything wrong with a model file is {@link FailureCode#MODEL}. */
final class ModelProblem {
    /** What a file says may be of any length and may try to drive the terminal that shows it. */
    private static final int MOST_CHARACTERS = 300;

    private ModelProblem() {}

    /** A file whose bytes are not what the format says. */
    static EditException damaged(Path file, String what, Object expected, Object found) {
        return of(file.toString(), what, expected, found, "copy or download the model again");
    }

    /** A file that was understood and asks for what is not done. */
    static EditException refused(Path file, String what, Object expected, Object found) {
        return new EditException(
                FailureCode.REFUSED,
                problem(file.toString(), what, expected, found, "use a checkpoint that holds weights only"));
    }

    static EditException of(String where, String what, Object expected, Object found, String remedy) {
        return new EditException(FailureCode.MODEL, problem(where, what, expected, found, remedy));
    }

    private static Problem problem(String where, String what, Object expected, Object found, String remedy) {
        return new Problem(printable(what), where, printable(expected), printable(found), remedy);
    }

    private static String printable(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }
}
