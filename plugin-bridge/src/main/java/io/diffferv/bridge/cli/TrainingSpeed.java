package io.diffferv.bridge.cli;

import com.google.gson.GsonBuilder;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.PipelineKey;
import io.diffferv.engine.probe.ComputeDevice;
import io.diffferv.engine.train.SpecializationSettings;
import io.diffferv.engine.train.TrainingTrial;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What some steps of training took.
 *
 * @param device where they ran, and in which number format
 * @param parameters numbers that are trained
 * @param steps that were measured, after {@link #WARM_UP}
 * @param skippedSteps of all, for gradients that did not fit into 16 bits
 * @param secondsPerStep of the optimizer: a batch there and back, Adam, moving average
 * @param tflopPerImage 10¹² operations of the U-Net and its derivative; what checkpointing does again does not count
 * @param matmulTflopPerSecond of one large matrix product in the same number format, measured after the steps
 * @param shareOfMatmul tflopPerSecond over matmulTflopPerSecond
 * @param peakMemoryBytes the most main memory that the process had at any time
 * @param peakDeviceBytes the most that was in use on the card, by all processes together and with what libtorch keeps
 *     for later, sampled; 0 on a CPU
 */
record TrainingSpeed(
        String device,
        SpecializationSettings settings,
        long parameters,
        long steps,
        long skippedSteps,
        double secondsPerStep,
        double imagesPerSecond,
        double tflopPerImage,
        double tflopPerSecond,
        double matmulTflopPerSecond,
        double shareOfMatmul,
        long peakMemoryBytes,
        long peakDeviceBytes) {
    /** Steps in which a card chooses its kernels, and libtorch takes its memory. */
    private static final int WARM_UP = 3;

    /** Trains a model on random latents. */
    static TrainingSpeed measure(Path model, SpecializationSettings settings) {
        PipelineKey key = PipelineKey.of(
                model,
                EditSettings.parse(Map.of(
                        EditOption.PRECISION.key(), settings.precision().name().toLowerCase(Locale.ROOT))));
        try (ComputeDevice device = new ComputeDevice(key)) {
            PeakSampler memory = new PeakSampler(device::usedBytes);
            try (memory;
                    TrainingTrial trial = TrainingTrial.open(model, settings)) {
                steps(trial, WARM_UP, device);
                double seconds = steps(trial, settings.steps(), device) / settings.steps();
                return of(key, settings, trial, seconds, device.matmulRate(), memory.peak());
            }
        }
    }

    private static double steps(TrainingTrial trial, long count, ComputeDevice device) {
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            trial.step();
        }
        device.await();
        return (System.nanoTime() - start) / 1e9;
    }

    private static TrainingSpeed of(
            PipelineKey key,
            SpecializationSettings settings,
            TrainingTrial trial,
            double seconds,
            double matmulRate,
            long deviceBytes) {
        double tflop = trial.flops() / BenchReport.TERA;
        return new TrainingSpeed(
                key.describe(),
                settings,
                trial.parameters(),
                settings.steps(),
                trial.skipped(),
                seconds,
                settings.batch() / seconds,
                tflop / settings.batch(),
                tflop / seconds,
                matmulRate / BenchReport.TERA,
                trial.flops() / seconds / matmulRate,
                PeakMemory.bytes(),
                deviceBytes);
    }

    String json() {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this);
    }
}
