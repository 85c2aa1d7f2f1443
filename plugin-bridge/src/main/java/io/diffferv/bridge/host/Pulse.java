package io.diffferv.bridge.host;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the steps of all edits in this process: while a model works, no frame comes out, and yet nothing hangs. */
public final class Pulse {
    private static final AtomicLong STEPS = new AtomicLong();

    private Pulse() {}

    public static void beat() {
        STEPS.incrementAndGet();
    }

    public static long count() {
        return STEPS.get();
    }
}
