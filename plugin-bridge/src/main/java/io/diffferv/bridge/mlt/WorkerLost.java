package io.diffferv.bridge.mlt;

/** The worker has died or hangs; another one may well do the work. */
final class WorkerLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    WorkerLost(String sentence) {
        super(sentence);
    }
}
