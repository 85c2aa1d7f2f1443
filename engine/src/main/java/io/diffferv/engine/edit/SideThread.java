package io.diffferv.engine.edit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Works beside its caller: one thing at a time, in the order given. */
final class SideThread implements AutoCloseable {
    private final ExecutorService thread;
    private Future<?> last = CompletableFuture.completedFuture(null);

    /** @param name of the thread, for who looks at them */
    SideThread(String name) {
        thread = Executors.newSingleThreadExecutor(work -> new Thread(work, name));
    }

    /**
     * Waits for the work given before, so that never more than one thing is left to do, and takes the next.
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
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits for the last work, whatever comes of it: what it uses may be closed afterwards. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
