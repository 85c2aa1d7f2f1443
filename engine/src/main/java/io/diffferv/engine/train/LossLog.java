package io.diffferv.engine.train;

import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** {@code loss.csv}, a line for each step. */
final class LossLog {
    private static final String HEADER = "step,loss,gradient_norm,learning_rate";

    private final Path csv;
    private final List<Double> losses = new ArrayList<>();

    /** @param steps that count; later lines, of a run that was killed after its last checkpoint, are dropped */
    LossLog(Path folder, long steps) {
        this.csv = folder.resolve("loss.csv");
        try {
            List<String> lines = new ArrayList<>(List.of(HEADER));
            if (Files.exists(csv)) {
                Files.readAllLines(csv).stream().skip(1).limit(steps).forEach(lines::add);
            }
            lines.stream().skip(1).forEach(line -> losses.add(Double.valueOf(line.split(",", -1)[1])));
            write(csv, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw AtomicFile.unwritable(csv, e);
        }
    }

    void add(long step, TrainingStep.Outcome outcome, double rate) {
        losses.add(outcome.loss());
        String line = step + "," + outcome.loss() + "," + outcome.norm() + "," + rate + "\n";
        try {
            Files.writeString(csv, line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw AtomicFile.unwritable(csv, e);
        }
    }

    /** Of every step so far, from the first. */
    List<Double> losses() {
        return List.copyOf(losses);
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
}
