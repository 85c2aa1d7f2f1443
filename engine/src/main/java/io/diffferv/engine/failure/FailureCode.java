package io.diffferv.engine.failure;

/**
 * Every way in which work can end that its user can act on. One enum serves the process exit status, the HTTP status
 * of a node and the message of the MLT filter, so that all three say the same.
 */
public enum FailureCode {
    BAD_REQUEST(2, 400, "an option, a settings key or one of their values is wrong"),
    BAD_INPUT(3, 422, "a file that was named cannot be used"),
    MODEL(4, 424, "the model is missing or damaged"),
    OUT_OF_MEMORY(5, 507, "out of memory"),
    REFUSED(6, 403, "refused"),
    CANCELLED(7, 499, "cancelled; the same command continues"),
    UNLABELLED(8, 404, "'inspect' found no label of an AI edit"),
    TRY_AGAIN(75, 503, "not now, for instance because a disk is full; try again"),
    PLAN(78, 409, "a farm plan does not fit; trying again is no use");

    private final int exitStatus;
    private final int httpStatus;
    private final String meaning;

    FailureCode(int exitStatus, int httpStatus, String meaning) {
        this.exitStatus = exitStatus;
        this.httpStatus = httpStatus;
        this.meaning = meaning;
    }

    /** Status with which a process ends; success is 0, and 1 is left to defects. */
    public int exitStatus() {
        return exitStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** For documentation, in a few words. */
    public String meaning() {
        return meaning;
    }
}
