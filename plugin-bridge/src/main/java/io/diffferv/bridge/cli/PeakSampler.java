package io.diffferv.bridge.cli;

import java.util.function.LongSupplier;

/** Asks for a number of bytes every few milliseconds, on a thread of its own, and keeps the largest answer. */
final class PeakSampler implements AutoCloseable {
    private static final long PERIOD_MS = 20;

    private final LongSupplier bytes;
    private final Thread thread = new Thread(this::sample, "diffferv-memory");
    private volatile long peak;

    PeakSampler(LongSupplier bytes) {
        this.bytes = bytes;
        this.peak = bytes.getAsLong();
        thread.setDaemon(true);
        thread.start();
    }

    /** The largest answer so far. */
    long peak() {
        return peak;
    }

    private void sample() {
        try {
            while (true) {
                peak = Math.max(peak, bytes.getAsLong());
                Thread.sleep(PERIOD_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops asking; {@link #peak} stays what it is. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
