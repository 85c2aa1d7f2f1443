package io.diffferv.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.UNetShapes;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.tensor.Autograd;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.weights.GeneratedFile;
import io.diffferv.engine.weights.GeneratedWeights;
import io.diffferv.engine.weights.SchedulerConfig;
import io.diffferv.engine.weights.UNetConfig;
import io.diffferv.engine.weights.WeightMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten steps against PyTorch's ({@code src/test/python/make_training_goldens.py}). */
class TrainingStepTest {
    private static final Path GOLDENS = Path.of("src/test/resources/golden/training.json");
    private static final double LEARNING_RATE = 2.5e-6;
    private static final int STEPS = 10;
    private static final int IMAGES = 2;
    private static final int SPREAD = 8;

    /** PyTorch in fp64 finds norms up to 0.7 % from its own in fp32. */
    private static final double NORM_TOLERANCE = 0.01;

    /** Norm of the difference over the norm. */
    private static final double FP32_ROUNDING = 2e-6;
    /** Likewise. */
    private static final double FP16_ROUNDING = 0.03;

    private static final UNetConfig SMALL = UNetShapes.of(16, List.of(32, 64, 64, 64), 4, 32, 16);

    private record Golden(
            List<Double> losses, List<Double> norms, Map<String, float[]> before, Map<String, float[]> after) {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossesGradientNormsAndParametersAreTheReferences(boolean checkpointing) throws IOException {
        Golden golden = new Gson().fromJson(Files.readString(GOLDENS), Golden.class);
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            Training training = new Training(ops, Conformance.weights(ops.manager()), DataType.FLOAT32, checkpointing);
            Adam adam = new Adam(training.parameters());

            for (int step = 0; step < STEPS; step++) {
                assertThat(training.accumulate(step)).isCloseTo(golden.losses().get(step), within(1e-5));
                double norm = golden.norms().get(step);
                assertThat(adam.step(step + 1, LEARNING_RATE, 1, 1)).isCloseTo(norm, within(NORM_TOLERANCE * norm));
            }

            assertThat(training.parameters().keySet()).isEqualTo(golden.after().keySet());
            double missed = 0;
            double moved = 0;
            for (String name : golden.after().keySet()) {
                float[] found = spread(training.parameters().get(name).toFloatArray());
                float[] after = golden.after().get(name);
                float[] before = golden.before().get(name);
                assertThat(largestDifference(found, after)).as(name).isLessThan(1e-4 * largest(after));
                missed += sumOfDifferences(found, after);
                moved += sumOfDifferences(before, after);
            }
            assertThat(missed).isLessThan(0.01 * moved);
        }
    }

    @Test
    void checkpointingChangesNoGradient() {
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            Training plain = new Training(ops, ordinary(ops), DataType.FLOAT32, false);
            Training checkpointed = new Training(ops, ordinary(ops), DataType.FLOAT32, true);

            // Twice, for gradients that add up.
            for (int step = 0; step < 2; step++) {
                assertThat(checkpointed.accumulate(step)).isEqualTo(plain.accumulate(step));
            }

            assertGradients(checkpointed, plain, FP32_ROUNDING);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOf16BitFeaturesAreThoseOf32BitsButForRounding(boolean checkpointing) {
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            Training whole = new Training(ops, ordinary(ops), DataType.FLOAT32, false);
            Training half = new Training(ops, ordinary(ops), DataType.FLOAT16, checkpointing);

            assertThat(half.accumulate(0)).isCloseTo(whole.accumulate(0), within(FP16_ROUNDING));

            assertGradients(half, whole, FP16_ROUNDING);
        }
    }

    private static void assertGradients(Training found, Training expected, double tolerance) {
        expected.parameters().forEach((name, parameter) -> {
            NDArray gradient = Autograd.gradient(found.parameters().get(name));
            assertThat(gradient.getDataType()).isEqualTo(DataType.FLOAT32);
            NDArray right = Autograd.gradient(parameter);
            assertThat(norm(gradient.sub(right)) / norm(right)).as(name).isLessThanOrEqualTo(tolerance);
        });
    }

    private static double norm(NDArray x) {
        return Math.sqrt(x.square().sum().getFloat());
    }

    /** Weights as they are before training; those of the appendix magnify every rounding a hundred thousand times. */
    private static WeightMap ordinary(Ops ops) {
        return new GeneratedWeights(ops.manager(), (name, shape) -> {
            int count = GeneratedFile.elements(shape);
            double reach = shape.length > 1 ? Math.sqrt(3.0 * shape[0] / count) : 0.1;
            float[] values = GeneratedWeights.uniform(name, 0, reach, count);
            if (shape.length == 1 && name.endsWith("weight")) {
                for (int i = 0; i < count; i++) {
                    values[i] += 1;
                }
            }
            return values;
        });
    }

    /** The small network, and what the goldens were made from. */
    private static final class Training {
        private final NDManager manager;
        private final Autograd autograd;
        private final Parameters parameters;
        private final NoiseLoss loss;
        private final boolean checkpointing;

        Training(Ops ops, WeightMap weights, DataType precision, boolean checkpointing) {
            this.manager = ops.manager();
            this.autograd = new Autograd(ops);
            this.parameters = new Parameters(weights);
            this.loss = new NoiseLoss(
                    autograd.building(() -> new UNet2DConditionModel(ops, SMALL, parameters)),
                    new DdimScheduler(new SchedulerConfig(1000, 0.00085, 0.012, false, 1), 1),
                    precision);
            this.checkpointing = checkpointing;
        }

        SortedMap<String, NDArray> parameters() {
            return parameters.tensors();
        }

        /** @return the loss */
        double accumulate(int step) {
            return autograd.accumulate(
                    checkpointing,
                    segments -> loss.of(
                            Conformance.seq(manager, 0.011 + 0.001 * step, IMAGES, 4, 16, 16),
                            Conformance.seq(manager, 1.7 + 0.1 * step, IMAGES, 4, 16, 16),
                            timesteps(step),
                            Conformance.seq(manager, 0.013 + 0.001 * step, IMAGES, 77, 32),
                            segments));
        }
    }

    private static int[] timesteps(int step) {
        return IntStream.range(0, IMAGES)
                .map(image -> (37 * step + 500 * image) % 1000)
                .toArray();
    }

    private static float[] spread(float[] values) {
        int stride = Math.max(1, values.length / SPREAD);
        float[] spread = new float[Math.min(SPREAD, values.length)];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = values[i * stride];
        }
        return spread;
    }

    private static double largest(float[] values) {
        return largestDifference(values, new float[values.length]);
    }

    private static double largestDifference(float[] a, float[] b) {
        return differences(a, b).max().orElseThrow();
    }

    private static double sumOfDifferences(float[] a, float[] b) {
        return differences(a, b).sum();
    }

    private static DoubleStream differences(float[] a, float[] b) {
        return IntStream.range(0, b.length).mapToDouble(i -> Math.abs(a[i] - b[i]));
    }
}
