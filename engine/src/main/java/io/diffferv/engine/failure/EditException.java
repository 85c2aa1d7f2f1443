package io.diffferv.engine.failure;

import java.util.List;
import java.util.stream.Collectors;

/** The one exception for failures that a user can act on; anything else that is thrown is a defect. */
public final class EditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;
    private final transient List<Problem> problems;

    public EditException(FailureCode code, Problem problem) {
        this(code, problem, null);
    }

    public EditException(FailureCode code, Problem problem, Throwable cause) {
        super(problem.sentence(), cause);
        this.code = code;
        this.problems = List.of(problem);
    }

    /** Several problems of one request, reported at once. */
    public EditException(FailureCode code, List<Problem> problems) {
        super(problems.stream().map(Problem::sentence).collect(Collectors.joining("\n")));
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    /** A failure that another process has put into words. */
    public EditException(FailureCode code, String sentence) {
        super(sentence);
        this.code = code;
        this.problems = List.of();
    }

    public FailureCode code() {
        return code;
    }

    /** What the message says, part by part; for handing it on to another process. */
    public List<Problem> problems() {
        return problems;
    }
}
