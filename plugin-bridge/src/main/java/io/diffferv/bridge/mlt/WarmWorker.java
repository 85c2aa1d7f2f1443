package io.diffferv.bridge.mlt;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker that stays for the next piece of work, its model loaded; killed and replaced when it hangs or dies. */
public final class WarmWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmWorker.class);
    private static final int LOOK_MS = 200;

    /** melt hangs or dies without a reason about once in a hundred starts. */
    private static final int MOST_ATTEMPTS = 3;

    private final Map<String, String> environment;
    private final AtomicInteger replaced = new AtomicInteger();
    private WorkerProcess worker;

    /** @param environment variables that it gets beyond those of this process, such as the GPU it may use */
    public WarmWorker(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * How the work ended.
     *
     * @param report the last one
     * @param said what libraries printed meanwhile
     */
    public record Outcome(Report report, List<String> said) {}

    /** Workers that were killed or died before their work was done. */
    public int replaced() {
        return replaced.get();
    }

    /**
     * Has the work done.
     *
     * @param display whether it needs one where the machine has none
     * @throws EditException when it failed, was stopped or went beyond its limits
     */
    public synchronized Outcome run(Work work, boolean display, Watchdog watchdog, Consumer<Report> listener) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work, display, watchdog, listener);
            } catch (WorkerLost e) {
                LOG.warn("A worker was lost: {}.", e.getMessage());
                replaced.incrementAndGet();
                close();
                if (attempt == MOST_ATTEMPTS) {
                    throw new EditException(
                            FailureCode.TRY_AGAIN,
                            new Problem(
                                    "the process that renders was lost again and again",
                                    "the work",
                                    "its end",
                                    "%d attempts; the last one: %s".formatted(attempt, e.getMessage()),
                                    "try it on another machine, or look for a damaged clip"));
                }
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }
    }

    private Outcome attempt(Work work, boolean display, Watchdog watchdog, Consumer<Report> listener) {
        if (worker == null || !worker.isAlive() || worker.hasDisplay() != display) {
            close();
            worker = WorkerProcess.start(display, environment);
        }
        watchdog.restart();
        worker.ask(work);
        while (true) {
            Optional<Report> report = worker.next(LOOK_MS);
            if (report.isPresent()) {
                watchdog.heard(report.get());
                switch (report.get().state()) {
                    case READY -> LOG.debug("A worker is ready");
                    case RUNNING -> listener.accept(report.get());
                    case DONE -> {
                        watchdog.checkOutput();
                        return new Outcome(report.get(), worker.said());
                    }
                    case FAILED -> throw failed(report.get());
                }
            } else if (!worker.isAlive()) {
                throw new WorkerLost("it ended with status " + worker.status());
            }
            watchdog.check(worker.memory());
        }
    }

    private static EditException failed(Report report) {
        for (FailureCode code : FailureCode.values()) {
            if (code.exitStatus() == report.code()) {
                return new EditException(code, report.sentence());
            }
        }
        throw new IllegalStateException(report.sentence());
    }

    @Override
    public synchronized void close() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }
}
