package io.diffferv.bridge.cli;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;

/** Judges values of options that the engine never sees. */
final class OptionCheck {
    private OptionCheck() {}

    static long atLeast(String option, long least, long value) {
        if (value < least) {
            throw refused(
                    "the number is too small", option, least + " or more", String.valueOf(value), "give a larger one");
        }
        return value;
    }

    static long atMost(String option, long most, long value) {
        if (value > most) {
            throw refused(
                    "the number is too large", option, most + " or less", String.valueOf(value), "give a smaller one");
        }
        return value;
    }

    static EditException refused(String what, String where, String expected, String found, String remedy) {
        return new EditException(FailureCode.BAD_REQUEST, new Problem(what, where, expected, found, remedy));
    }
}
