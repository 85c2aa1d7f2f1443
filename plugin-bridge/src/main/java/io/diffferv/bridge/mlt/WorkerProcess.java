package io.diffferv.bridge.mlt;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Worker} as its parent sees it: the same Java, the same classes, the same options. */
final class WorkerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final Gson GSON = new Gson();
    private static final int MOST_LINES = 500;
    private static final int DISPLAY_ENDS_SECONDS = 5;

    private final Process process;
    private final boolean display;
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final List<String> lines = new ArrayList<>();

    private WorkerProcess(Process process, boolean display) {
        this.process = process;
        this.display = display;
        Thread reading = new Thread(this::read, "worker-" + process.pid());
        reading.setDaemon(true);
        reading.start();
    }

    /**
     * @param display whether it gets a display of its own, by xvfb-run
     * @param environment variables beyond this process's own
     */
    static WorkerProcess start(boolean display, Map<String, String> environment) {
        List<String> command = new ArrayList<>(display ? List.of("xvfb-run", "-a") : List.of());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
                .forEach(command::add);
        // Signals end it at once: what is finished is in the cache.
        command.addAll(List.of("-Xrs", "-XX:-CreateCoredumpOnCrash", "-cp", classPath(), Worker.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new WorkerProcess(builder.start(), display);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A worker may be started from another folder. */
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    boolean hasDisplay() {
        return display;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Forgets what was said before and asks for work. */
    void ask(Work work) {
        synchronized (lines) {
            lines.clear();
        }
        try {
            process.getOutputStream().write((GSON.toJson(work) + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new WorkerLost("the worker takes no work: " + e.getMessage());
        }
    }

    /** The next report; empty when there is none within this time. */
    Optional<Report> next(long milliseconds) {
        try {
            return Optional.ofNullable(reports.poll(milliseconds, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What libraries have printed since the work was asked for, as far as it was not too much. */
    List<String> said() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Main memory that it holds now, in bytes; 0 when it has ended. */
    long memory() {
        try {
            return Files.readAllLines(Path.of("/proc/" + worker().pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    int status() {
        return process.isAlive() ? -1 : process.exitValue();
    }

    /** Kills it and everything that it has started; a display of its own ends first, or it leaves files behind. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        worker().destroyForcibly();
        try {
            if (display) {
                process.waitFor(DISPLAY_ENDS_SECONDS, TimeUnit.SECONDS);
            }
            all.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private ProcessHandle worker() {
        return process.descendants()
                .filter(below -> below.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .filter(below -> display)
                .orElse(process.toHandle());
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            LOG.debug("The worker's output ends", e);
        }
    }

    private void take(String line) {
        if (line.startsWith(Worker.MARK)) {
            try {
                reports.add(GSON.fromJson(line.substring(Worker.MARK.length()), Report.class));
                return;
            } catch (JsonParseException e) {
                LOG.debug("A report was torn", e);
            }
        }
        if (!line.isBlank()) {
            LOG.debug("Worker: {}", line);
            synchronized (lines) {
                if (lines.size() < MOST_LINES) {
                    lines.add(line);
                }
            }
        }
    }
}
