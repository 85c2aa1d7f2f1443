package io.diffferv.bridge.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program on PATH that tells its version. */
record Tool(List<String> command) {
    private static final int SECONDS = 10;

    static Tool of(String... command) {
        return new Tool(List.of(command));
    }

    /** The line of its output that holds its version; empty when it is not installed or does not answer. */
    Optional<String> version() {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return output.lines()
                    .map(String::strip)
                    .filter(line -> line.matches(".*\\d+\\.\\d+.*"))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Where it is; empty when it is not on PATH. */
    Optional<Path> file() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, command.get(0)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
