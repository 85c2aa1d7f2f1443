package io.diffferv.bridge.host;

import com.sun.jna.Pointer;
import com.sun.management.ThreadMXBean;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Inverts colours instead of editing them. The {@code prompt} asks for trouble: {@code refuse}, {@code heap}, {@code
 * stack}, {@code defect}, {@code link} and {@code full} fail in that way, {@code exit} ends the machine, {@code crash}
 * the process, {@code hang} never returns, {@code identity} leaves the pixels alone, and {@code figures} puts two
 * numbers in their place: bytes that the calling thread has allocated so far, and threads alive.
 */
final class SimulatedEngine implements HostedEngine {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    volatile boolean stopped;
    volatile Map<String, String> properties;

    @Override
    public HostedRun open(RunRequest request) {
        properties = request.properties();
        String prompt = request.properties().getOrDefault("prompt", "");
        if (prompt.equals("refuse")) {
            throw new EditException(
                    FailureCode.MODEL, new Problem("kein Modell für größe", "here", "one", "none", "install it"));
        }
        return new Run(prompt, request.span().own());
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private record Run(String prompt, int own) implements HostedRun {
        @Override
        public void add(ByteBuffer pixels) {
            switch (prompt) {
                case "defect" -> throw new IllegalStateException("broken on purpose");
                case "link" -> throw new UnsatisfiedLinkError("libnothing.so");
                case "full" -> throw new UnsatisfiedLinkError("libtorch.so: No space left on device");
                default -> {
                    // Seen.
                }
            }
        }

        @Override
        public void edit(Listener listener) {
            switch (prompt) {
                case "heap" -> throw new OutOfMemoryError("Java heap space");
                case "stack" -> deeper(0);
                case "exit" -> System.exit(42);
                case "hang" -> new java.util.concurrent.Semaphore(0).acquireUninterruptibly();
                case "crash" -> new Pointer(1).getByte(0);
                default -> {
                    for (int ready = 0; ready <= own; ready++) {
                        if (!listener.heard(ready, ready / (double) own, own - ready)) {
                            throw new EditException(
                                    FailureCode.CANCELLED, new Problem("stopped", "here", "", "", "go on"));
                        }
                    }
                }
            }
        }

        @Override
        public void compose(HostedRun before, HostedRun after, int index, double strength, ByteBuffer pixels) {
            if (prompt.equals("figures")) {
                pixels.putLong(0, THREADS.getCurrentThreadAllocatedBytes())
                        .putLong(Long.BYTES, THREADS.getThreadCount());
            } else if (!prompt.equals("identity")) {
                for (int i = 0; i < pixels.capacity(); i++) {
                    boolean alpha = i % 4 == 3;
                    pixels.put(i, (byte) (alpha ? pixels.get(i) : ~pixels.get(i)));
                }
            }
        }

        private static int deeper(int depth) {
            return depth < 0 ? 0 : deeper(depth + 1) + 1;
        }
    }
}
