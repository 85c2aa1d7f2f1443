package io.diffferv.bridge.mlt;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks after one piece of work, from outside: what hangs or takes too much would not say so itself. */
public final class Watchdog {
    private final Limits limits;
    private final Path output;
    private final BooleanSupplier cancelled;
    private final long begin = System.nanoTime();
    private long lastBeat = begin;
    private double lastPulse = -1;

    /**
     * @param output the file that grows
     * @param cancelled whether nobody wants the work any more
     */
    public Watchdog(Limits limits, Path output, BooleanSupplier cancelled) {
        this.limits = limits;
        this.output = output;
        this.cancelled = cancelled;
    }

    /** A new worker has its time to start. */
    void restart() {
        lastBeat = System.nanoTime();
    }

    void heard(Report report) {
        double pulse = report.pulse() + report.frames();
        if (pulse != lastPulse) {
            lastPulse = pulse;
            lastBeat = System.nanoTime();
        }
    }

    /**
     * @param memory that the worker holds, in bytes
     * @throws EditException when the work is to end
     * @throws WorkerLost when another worker may do it
     */
    void check(long memory) {
        if (cancelled.getAsBoolean()) {
            throw new EditException(
                    FailureCode.TRY_AGAIN,
                    new Problem(
                            "the work was stopped",
                            output.getFileName().toString(),
                            "its end",
                            "a signal to stop",
                            "run the same command again; it continues with what is finished"));
        }
        over("the work takes too long", limits.time().toSeconds(), since(begin).toSeconds(), "s", FailureCode.REFUSED);
        over("the work takes too much memory", limits.memory(), memory, "bytes", FailureCode.OUT_OF_MEMORY);
        checkOutput();
        if (since(lastBeat).compareTo(limits.stall()) > 0) {
            throw new WorkerLost("it hung for %d s".formatted(limits.stall().toSeconds()));
        }
    }

    /** The work may have ended between two looks. */
    void checkOutput() {
        over("the output becomes too large", limits.disk(), size(), "bytes", FailureCode.REFUSED);
    }

    private void over(String what, long most, long found, String unit, FailureCode code) {
        if (found > most) {
            throw new EditException(
                    code,
                    new Problem(
                            what,
                            output.getFileName().toString(),
                            "at most %d %s".formatted(most, unit),
                            "%d %s".formatted(found, unit),
                            "make the work smaller, or raise the limit"));
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private long size() {
        try {
            return Files.exists(output) ? Files.size(output) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
