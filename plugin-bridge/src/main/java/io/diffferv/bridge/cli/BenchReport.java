package io.diffferv.bridge.cli;

import com.google.gson.GsonBuilder;
import java.util.Locale;
import java.util.Map;

/**
 * What a bench run did and measured.
 *
 * @param device where the model ran, and in which number format
 * @param versions of the parts that decide the speed
 * @param workingSize pixels, width x height
 * @param framesSeen frames that the model saw to edit {@code frames}, the halos of chunks included
 * @param loadSeconds libraries, model and warm-up; not part of any other figure
 * @param editSeconds from opening the video to the finished file
 * @param secondsPerFrame editSeconds / frames
 * @param longClipSecondsPerFrame estimate for a clip of many chunks with {@code defaultSteps}: every chunk has both of
 *     its halos then, and inversion and sampling take time in proportion to the steps
 * @param stageSeconds editSeconds by stage; composite contains reading and writing, open what precedes the first chunk
 * @param unetEvaluations images that went through the U-Net
 * @param unetEvaluationsPerSecond of inversion, mask and sampling
 * @param peakMemoryBytes the most main memory that the process had at any time, 0 where the system does not tell
 * @param gpuMemoryBytes on the card after the run, null on a CPU
 */
record BenchReport(
        String device,
        int cores,
        Map<String, String> versions,
        String workingSize,
        int steps,
        int chunk,
        int halo,
        int imagesAtOnce,
        long frames,
        long framesSeen,
        double loadSeconds,
        double editSeconds,
        double secondsPerFrame,
        int defaultSteps,
        double longClipSecondsPerFrame,
        Map<String, Double> stageSeconds,
        long unetEvaluations,
        double unetEvaluationsPerSecond,
        long peakMemoryBytes,
        Long gpuMemoryBytes) {
    String json() {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        row(table, "device", "%s, %d cores", device, cores);
        versions.forEach((part, version) -> row(table, part, "%s", version));
        row(table, "working size", "%s", workingSize);
        row(table, "steps", "%d", steps);
        row(table, "chunk", "%d + 2 x %d frames, %d images at once", chunk, halo, imagesAtOnce);
        row(table, "edited", "%d frames; with halos the model saw %d", frames, framesSeen);
        row(table, "warm-up", "%.1f s", loadSeconds);
        row(table, "editing", "%.1f s", editSeconds);
        stageSeconds.forEach(
                (stage, seconds) -> row(table, "  " + stage, "%8.2f s %5.1f %%", seconds, 100 * seconds / editSeconds));
        row(table, "U-Net", "%.2f images/s, %d in all", unetEvaluationsPerSecond, unetEvaluations);
        row(table, "a frame", "%.2f s", secondsPerFrame);
        row(table, "of a long clip", "%.2f s, estimated for %d steps", longClipSecondsPerFrame, defaultSteps);
        row(table, "peak memory", "%s", ByteSize.text(peakMemoryBytes));
        if (gpuMemoryBytes != null) {
            row(table, "GPU memory", "%s", ByteSize.text(gpuMemoryBytes));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String format, Object... values) {
        table.append(String.format(Locale.ROOT, "%-15s ", name))
                .append(String.format(Locale.ROOT, format, values))
                .append(System.lineSeparator());
    }
}
