package io.diffferv.engine.edit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does what is left of a chunk while its caller goes on to the next: one at a time, in the order given. */
final class Finisher implements AutoCloseable {
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "diffferv-finish"));
    private Future<?> last = CompletableFuture.completedFuture(null);

    /**
     * Waits for the work given before, so that at most one chunk is left behind, and takes the next.
     *
     * @throws RuntimeException what the work given before threw
     */
    void give(Runnable work) {
        await();
        last = thread.submit(work);
    }

    /** @throws RuntimeException what the last work threw */
    void await() {
        try {
            last.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits for the last work, whatever comes of it. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
