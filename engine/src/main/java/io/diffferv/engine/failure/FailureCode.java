package io.diffferv.engine.failure;

/**
 * Every way in which work can end that its user can act on. One enum serves the process exit status, the HTTP status
 * of a node and the message of the MLT filter, so that all three say the same.
 */
public enum FailureCode {
    BAD_REQUEST(2, 400),
    BAD_INPUT(3, 422),
    MODEL(4, 424),
    OUT_OF_MEMORY(5, 507),
    REFUSED(6, 403),
    CANCELLED(7, 499),
    TRY_AGAIN(75, 503);

    private final int exitStatus;
    private final int httpStatus;

    FailureCode(int exitStatus, int httpStatus) {
        this.exitStatus = exitStatus;
        this.httpStatus = httpStatus;
    }

    /** Status with which a process ends; success is 0, and 1 is left to defects. */
    public int exitStatus() {
        return exitStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
