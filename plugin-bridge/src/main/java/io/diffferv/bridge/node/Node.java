package io.diffferv.bridge.node;

import com.google.gson.JsonObject;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.mlt.ProjectRender;
import io.diffferv.bridge.mlt.Report;
import io.diffferv.bridge.mlt.WarmWorker;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works through a spool, with one warm worker for each GPU, until it is told to stop. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final int LOOK_MS = 200;
    private static final int DEFECT = 1;
    private static final int MOST_ATTEMPTS = 3;
    private static final int PAUSE_MS = 2000;

    private final NodeConfig config;
    private final JobRun runs;
    private final BooleanSupplier stopped;
    private final NodeMetrics metrics = new NodeMetrics();
    private final List<WarmWorker> workers = new ArrayList<>();
    private final Map<String, AtomicBoolean> running = new ConcurrentHashMap<>();
    private final Map<String, Report> reports = new ConcurrentHashMap<>();

    /**
     * @param program name and version, for labels
     * @param label writes what an edited clip says about itself, given its settings by key
     * @param stopped whether to end: running jobs go back into the queue
     */
    public Node(
            NodeConfig config,
            String program,
            ModelLookup models,
            BiConsumer<EditJob, Map<String, String>> label,
            BooleanSupplier stopped) {
        this.config = config;
        this.runs = new JobRun(config, models, new ProjectRender(program, models), label);
        this.stopped = stopped;
    }

    /** Returns when it was stopped, or, with {@code untilEmpty}, when no job waits any more. */
    public void run(boolean untilEmpty) {
        try (Spool spool = Spool.open(config.spool());
                NodeHttp http = NodeHttp.open(config, spool, this)) {
            List<Thread> threads = new ArrayList<>();
            for (Map<String, String> environment : config.workers()) {
                WarmWorker worker = new WarmWorker(environment);
                workers.add(worker);
                threads.add(new Thread(() -> serve(spool, worker, untilEmpty), "pipeline-" + workers.size()));
            }
            LOG.info("The node listens at {}.", http.address());
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String metrics(Spool spool) {
        return metrics.text(
                spool, workers.stream().mapToInt(WarmWorker::replaced).sum());
    }

    Optional<Report> report(String id) {
        return Optional.ofNullable(reports.get(id));
    }

    /** @return false when there is no such job, or it is over */
    boolean cancel(Spool spool, String id) {
        AtomicBoolean flag = running.get(id);
        if (flag != null) {
            flag.set(true);
            return true;
        }
        return spool.cancelQueued(id);
    }

    private void serve(Spool spool, WarmWorker worker, boolean untilEmpty) {
        try (worker) {
            while (!stopped.getAsBoolean()) {
                Optional<String> id = spool.claim();
                if (id.isPresent()) {
                    serve(spool, worker, id.get());
                } else if (untilEmpty) {
                    return;
                } else {
                    Thread.sleep(LOOK_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Spool spool, WarmWorker worker, String id) throws InterruptedException {
        AtomicBoolean cancelled = new AtomicBoolean();
        running.put(id, cancelled);
        Path begun = config.spool().resolve("begun").resolve(id);
        long start = System.nanoTime();
        JsonObject result = new JsonObject();
        JobState state;
        try {
            Job job = Job.of(spool.read(id, JobState.RUNNING));
            BooleanSupplier unwanted = () -> cancelled.get() || stopped.getAsBoolean();
            Report done = patiently(
                    unwanted,
                    () -> runs.run(job, Files.exists(begun), worker, unwanted, report -> heard(id, begun, report)));
            result.addProperty("frames", (long) done.frames());
            result.addProperty("framesEdited", done.edited());
            metrics.wrote((long) done.frames(), done.edited());
            state = JobState.DONE;
        } catch (EditException e) {
            if (stopped.getAsBoolean() && !cancelled.get()) {
                spool.release(id);
                return;
            }
            state = cancelled.get() ? JobState.CANCELLED : JobState.FAILED;
            failed(result, e.code().exitStatus(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("A defect ended job {}", id, e);
            state = JobState.FAILED;
            failed(result, DEFECT, "this is a defect of the program: " + e);
        } finally {
            running.remove(id);
            reports.remove(id);
        }
        double took = (System.nanoTime() - start) / 1e9;
        result.addProperty("seconds", took);
        spool.finish(id, state, result);
        metrics.finished(state, took);
        deleted(begun);
    }

    /** A disk may have room again, and the worker of a node that was killed needs a moment to end. */
    private static Report patiently(BooleanSupplier unwanted, Supplier<Report> work) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (EditException e) {
                if (e.code() != FailureCode.TRY_AGAIN || attempt == MOST_ATTEMPTS || unwanted.getAsBoolean()) {
                    throw e;
                }
                LOG.info("Attempt {} failed: {}", attempt, e.getMessage());
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    /** From its first frame on a job may leave an output, which the next try of the same job replaces. */
    private void heard(String id, Path begun, Report report) {
        if (reports.put(id, report) == null) {
            try {
                Files.createDirectories(begun.getParent());
                if (!Files.exists(begun)) {
                    Files.createFile(begun);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void failed(JsonObject result, int code, String sentence) {
        result.addProperty("code", code);
        result.addProperty("sentence", sentence);
    }

    private static void deleted(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
