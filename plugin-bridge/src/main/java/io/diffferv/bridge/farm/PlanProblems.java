package io.diffferv.bridge.farm;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;

/** How plans and tasks fail that no second try will make better. */
final class PlanProblems {
    /** A part of a plan that cannot be; {@link PlanFile} says of which plan. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String expected;
        private final String found;

        Wrong(String expected, String found) {
            super(expected + ", not " + found);
            this.expected = expected;
            this.found = found;
        }

        EditException in(Path plan) {
            return refused(
                    "this is no plan of this program",
                    plan,
                    expected,
                    found,
                    "make the plan again with 'diffferv farm plan'");
        }
    }

    private PlanProblems() {}

    static EditException refused(String what, Path where, String expected, String found, String remedy) {
        return new EditException(FailureCode.PLAN, new Problem(what, where.toString(), expected, found, remedy));
    }
}
