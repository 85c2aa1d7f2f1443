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
import java.util.Locale;

/** {@code loss.csv}, a line for each step, and {@code loss.svg}, its curve. */
final class LossLog {
    private static final String HEADER = "step,loss,gradient_norm,learning_rate";
    private static final int WIDTH = 800;
    private static final int HEIGHT = 300;
    private static final int MARGIN = 50;

    /** Steps over which the curve is averaged: single losses are mostly the luck of their timesteps. */
    private static final int SMOOTHED = 20;

    private final Path csv;
    private final Path svg;
    private final List<Double> losses = new ArrayList<>();

    /** @param steps that count; later lines, of a run that was killed after its last checkpoint, are dropped */
    LossLog(Path folder, long steps) {
        this.csv = folder.resolve("loss.csv");
        this.svg = folder.resolve("loss.svg");
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

    /** Draws the curve of what has been added so far. */
    void draw() {
        double most = 0;
        List<Double> smooth = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            List<Double> window = losses.subList(Math.max(0, i - SMOOTHED + 1), i + 1);
            double mean =
                    window.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            smooth.add(mean);
            most = Math.max(most, mean);
        }
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < smooth.size(); i++) {
            double x = MARGIN + (WIDTH - 2.0 * MARGIN) * i / Math.max(1, smooth.size() - 1);
            double y = HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * smooth.get(i) / most;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        write(svg, curve(points.toString().strip(), most));
    }

    private String curve(String points, double most) {
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%3$d" y="20">noise loss, mean of %4$d steps</text>
                <text x="5" y="%3$d">%5$.4f</text><text x="5" y="%6$d">0</text>
                <text x="%7$d" y="%8$d" text-anchor="end">step %9$d</text>
                <path d="M%3$d %3$dV%6$dH%7$d" fill="none" stroke="gray"/>
                <polyline points="%10$s" fill="none" stroke="steelblue" stroke-width="1.5"/>
                </svg>
                """,
                WIDTH,
                HEIGHT,
                MARGIN,
                SMOOTHED,
                most,
                HEIGHT - MARGIN,
                WIDTH - MARGIN,
                HEIGHT - MARGIN + 20,
                losses.size(),
                points);
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
}
