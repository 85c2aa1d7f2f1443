package io.diffferv.bridge.cli;

import io.diffferv.engine.failure.FailureCode;

/**
 * One line of doctor's report.
 *
 * @param name what was looked for
 * @param state how it stands
 * @param detail what was found, or what was found instead
 * @param remedy what to do, empty where nothing is to do
 * @param status exit status that this finding alone would give, 0 unless an edit on the CPU cannot work
 */
record Finding(String name, State state, String detail, String remedy, int status) {
    enum State {
        FOUND,
        /** Not there, and edits from the command line work without it. */
        ABSENT,
        BROKEN
    }

    static Finding found(String name, String detail) {
        return new Finding(name, State.FOUND, detail, "", 0);
    }

    static Finding absent(String name, String detail, String remedy) {
        return new Finding(name, State.ABSENT, detail, remedy, 0);
    }

    static Finding broken(String name, String detail, String remedy, FailureCode code) {
        return new Finding(name, State.BROKEN, detail, remedy, code.exitStatus());
    }

    String line() {
        String text = "%-10s %-7s %s".formatted(name, state.name().toLowerCase(java.util.Locale.ROOT), detail);
        return remedy.isEmpty() ? text : text + "; " + remedy;
    }
}
