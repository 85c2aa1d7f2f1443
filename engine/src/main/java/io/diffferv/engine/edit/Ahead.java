package io.diffferv.engine.edit;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A row of things, each made while its taker works on the one before: one ahead, never more. What making one throws is
 * thrown where it would have been taken.
 */
final class Ahead<T> implements AutoCloseable {
    private final Supplier<Optional<T>> row;
    private final SideThread thread;
    private Optional<T> made;

    /**
     * @param row gives one thing after the other, then nothing; called by one thread at a time until this is closed
     * @param meanwhile false for a machine without time for that, to make each thing when it is taken
     */
    Ahead(Supplier<Optional<T>> row, boolean meanwhile) {
        this.row = row;
        this.thread = meanwhile ? new SideThread("diffferv-ahead") : null;
        if (meanwhile) {
            makeNext();
        }
    }

    /** The next thing, or nothing at the end. */
    Optional<T> next() {
        if (thread == null) {
            return row.get();
        }
        thread.await();
        Optional<T> next = made;
        if (next.isPresent()) {
            makeNext();
        }
        return next;
    }

    private void makeNext() {
        thread.give(() -> made = row.get());
    }

    /** Waits for the thing that is being made. */
    @Override
    public void close() {
        if (thread != null) {
            thread.close();
        }
    }
}
