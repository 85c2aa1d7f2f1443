package io.diffferv.bridge.cli;

import com.google.gson.GsonBuilder;
import io.diffferv.engine.edit.Work;
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
 * @param unet of inversion, mask and sampling together
 * @param vaeTflop 10¹² operations of encode and decode
 * @param flowTflop 10¹² operations of the motion estimator, 0 for one that is no network
 * @param peakMemoryBytes the most main memory that the process had at any time, 0 where the system does not tell
 * @param peakDeviceBytes the most that was in use on the card at any time of the edit, by all processes together and
 *     with what libtorch keeps for later, sampled; null on a CPU
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
        UNetSpeed unet,
        double vaeTflop,
        double flowTflop,
        long peakMemoryBytes,
        Long peakDeviceBytes) {
    /**
     * How fast the stages were that evaluate the U-Net.
     *
     * @param evaluations images that went through it
     * @param tflop 10¹² operations of the U-Net alone, a multiplication with its addition being two
     * @param evaluationMs milliseconds of the stages for each evaluation
     * @param tflopPerSecond tflop over the seconds of the stages
     * @param matmulTflopPerSecond of one large matrix product in the same number format, measured after the edit
     * @param shareOfMatmul tflopPerSecond over matmulTflopPerSecond
     */
    record UNetSpeed(
            long evaluations,
            double evaluationsPerSecond,
            double evaluationMs,
            double tflop,
            double tflopPerSecond,
            double matmulTflopPerSecond,
            double shareOfMatmul) {
        /**
         * @param seconds of inversion, mask and sampling
         * @param matmulRate operations per second
         */
        static UNetSpeed of(Work work, double seconds, double matmulRate) {
            return new UNetSpeed(
                    work.evaluations(),
                    work.evaluations() / seconds,
                    1000 * seconds / work.evaluations(),
                    work.unet() / TERA,
                    work.unet() / seconds / TERA,
                    matmulRate / TERA,
                    work.unet() / seconds / matmulRate);
        }
    }

    static final double TERA = 1e12;

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
        row(table, "U-Net", "%.2f images/s, %d in all", unet.evaluationsPerSecond(), unet.evaluations());
        row(table, "  an image", "%.2f ms, %.1f GFLOP", unet.evaluationMs(), 1000 * unet.tflop() / unet.evaluations());
        row(
                table,
                "  speed",
                "%.3f TFLOP/s, %.1f %% of a matrix product's %.3f",
                unet.tflopPerSecond(),
                100 * unet.shareOfMatmul(),
                unet.matmulTflopPerSecond());
        row(table, "work", "%.3f TFLOP U-Net, %.3f autoencoder, %.3f motion", unet.tflop(), vaeTflop, flowTflop);
        row(table, "a frame", "%.2f s", secondsPerFrame);
        row(table, "of a long clip", "%.2f s, estimated for %d steps", longClipSecondsPerFrame, defaultSteps);
        row(table, "peak memory", "%s", ByteSize.text(peakMemoryBytes));
        if (peakDeviceBytes != null) {
            row(table, "peak on card", "%s", ByteSize.text(peakDeviceBytes));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String format, Object... values) {
        table.append(String.format(Locale.ROOT, "%-15s ", name))
                .append(String.format(Locale.ROOT, format, values))
                .append(System.lineSeparator());
    }
}
