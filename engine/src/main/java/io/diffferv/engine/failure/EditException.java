package io.diffferv.engine.failure;

import java.util.List;
import java.util.stream.Collectors;

/** The one exception for failures that a user can act on; anything else that is thrown is a defect. */
public final class EditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    public EditException(FailureCode code, Problem problem) {
        this(code, problem, null);
    }

    public EditException(FailureCode code, Problem problem, Throwable cause) {
        super(problem.sentence(), cause);
        this.code = code;
    }

    /** Several problems of one request, reported at once. */
    public EditException(FailureCode code, List<Problem> problems) {
        super(problems.stream().map(Problem::sentence).collect(Collectors.joining("\n")));
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }
}
