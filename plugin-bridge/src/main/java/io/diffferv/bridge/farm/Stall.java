package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditListener;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Notices that work makes no progress any more: a share that hangs, a driver that does not answer. */
final class Stall implements AutoCloseable {
    private static final int LOOKS = 10;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "diffferv-stall");
        thread.setDaemon(true);
        return thread;
    });
    private final long limit;
    private volatile long seen = System.nanoTime();

    /**
     * @param limit without a sign of life
     * @param end what to do then, on another thread
     */
    Stall(Duration limit, Runnable end) {
        this.limit = limit.toNanos();
        long look = Math.max(1, this.limit / LOOKS);
        clock.scheduleWithFixedDelay(
                () -> {
                    if (System.nanoTime() - seen > this.limit) {
                        end.run();
                    }
                },
                look,
                look,
                TimeUnit.NANOSECONDS);
    }

    /** The listener; every call to it is a sign of life. */
    EditListener watching(EditListener listener) {
        return new EditListener() {
            @Override
            public void progress(Progress progress) {
                seen = System.nanoTime();
                listener.progress(progress);
            }

            @Override
            public boolean cancelled() {
                return listener.cancelled();
            }
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
