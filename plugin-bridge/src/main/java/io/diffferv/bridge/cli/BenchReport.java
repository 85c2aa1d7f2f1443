package io.diffferv.bridge.cli;

import com.google.gson.GsonBuilder;
import java.util.Locale;
import java.util.Map;

/**
 * What a bench run measured.
 *
 * @param frames frames edited
 * @param loadSeconds until the first chunk began: libraries, model, first frames
 * @param editSeconds from there to the finished file
 * @param secondsPerFrame editSeconds / frames
 * @param stageSeconds editSeconds by stage
 * @param peakMemoryBytes the most main memory that the process had at any time, 0 where the system does not tell
 */
record BenchReport(
        double frames,
        double loadSeconds,
        double editSeconds,
        double secondsPerFrame,
        Map<String, Double> stageSeconds,
        long peakMemoryBytes) {
    String json() {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        row(table, "frames", "%.0f", frames);
        row(table, "loading", "%.1f s", loadSeconds);
        row(table, "editing", "%.1f s", editSeconds);
        row(table, "a frame", "%.2f s", secondsPerFrame);
        stageSeconds.forEach((stage, seconds) -> row(table, "  " + stage, "%.1f %%", 100 * seconds / editSeconds));
        return table + String.format(Locale.ROOT, "%-14s %12s%n", "peak memory", ByteSize.text(peakMemoryBytes));
    }

    private static void row(StringBuilder table, String name, String format, double value) {
        table.append(String.format(Locale.ROOT, "%-14s %12s%n", name, String.format(Locale.ROOT, format, value)));
    }
}
