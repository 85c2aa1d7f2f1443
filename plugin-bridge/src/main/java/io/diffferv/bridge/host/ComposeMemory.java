package io.diffferv.bridge.host;

import java.util.concurrent.Semaphore;

/**
 * Half of the Java heap, shared out to the threads that compose: a video editor may well ask for eight large frames at
 * once, and they would not fit.
 */
final class ComposeMemory {
    /** Bytes for a pixel of the frame: its samples, the edit and what is computed on the way, in 32 bits a colour. */
    private static final int BYTES = 120;

    private static final int MIB = 1 << 20;
    private static final int ALL = (int) Math.max(1, Runtime.getRuntime().maxMemory() / 2 / MIB);
    private static final Semaphore LEFT = new Semaphore(ALL, true);

    private ComposeMemory() {}

    /** Given back by closing it. */
    record Share(int mebibytes) implements AutoCloseable {
        @Override
        public void close() {
            LEFT.release(mebibytes);
        }
    }

    /** Waits until a frame of so many pixels has room; one that is too large for the heap goes alone. */
    static Share take(long pixels) {
        int mebibytes = (int) Math.min(ALL, BYTES * pixels / MIB + 1);
        LEFT.acquireUninterruptibly(mebibytes);
        return new Share(mebibytes);
    }
}
