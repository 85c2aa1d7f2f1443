package io.diffferv.bridge.cli;

import io.diffferv.engine.failure.FailureCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C, a closed terminal or a polite kill: the running work is told, gets a moment to put its state away, and the
 * process ends with the status that the work returned.
 */
final class Interruption implements BooleanSupplier {
    /** A step of a large model on a slow machine; longer than that and a second try would be resumable all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile boolean listening;
    private volatile int status = FailureCode.CANCELLED.exitStatus();

    /** Whether the user wants the work to stop; safe to ask from any thread. Who asks once is waited for. */
    @Override
    public boolean getAsBoolean() {
        listening = true;
        return requested;
    }

    /** The command returned with this status; nothing is waited for any more. */
    void ended(int exitStatus) {
        status = exitStatus;
        over.countDown();
    }

    /** To be registered with the runtime; halts the process unless the command had already ended. */
    Thread hook() {
        return new Thread(
                () -> {
                    if (over.getCount() > 0) {
                        requested = true;
                        awaitWork();
                        // The signal's own status would hide ours, and System.exit waits for this very thread.
                        Runtime.getRuntime().halt(status);
                    }
                },
                "interruption");
    }

    private void awaitWork() {
        try {
            if (listening && !over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println(
                        "diffferv: the work did not stop within %d s and is left as it is; finished chunks are kept."
                                .formatted(PATIENCE.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
