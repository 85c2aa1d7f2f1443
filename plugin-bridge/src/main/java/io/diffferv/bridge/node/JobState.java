package io.diffferv.bridge.node;

import java.util.Locale;

/** State of a job, and name of the folder that its file lies in. */
enum JobState {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String folder) {
        return valueOf(folder.toUpperCase(Locale.ROOT));
    }
}
