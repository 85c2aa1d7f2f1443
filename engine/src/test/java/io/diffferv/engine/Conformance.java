package io.diffferv.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.weights.GeneratedFile;
import io.diffferv.engine.weights.GeneratedWeights;
import java.util.function.DoubleUnaryOperator;

/** Inputs, weights and checks of the conformance vectors in method.md's appendix. */
public final class Conformance {
    /** Vectors are typed with six decimals. */
    private static final double ROUNDING = 1e-6;

    private static final double RELATIVE = 1e-4;

    private Conformance() {}

    /** The appendix's weight rule: r_j = sin(1 + j mod 1009), scaled by what kind of tensor it is. */
    public static GeneratedWeights weights(NDManager manager) {
        return new GeneratedWeights(manager, (name, shape) -> {
            int count = GeneratedFile.elements(shape);
            DoubleUnaryOperator rule = r -> r / Math.sqrt((double) count / shape[0]);
            if (name.endsWith("bias")) {
                rule = r -> 0.02 * r;
            } else if (shape.length == 1) {
                rule = r -> 1 + 0.05 * r;
            }
            float[] period = new float[1009];
            for (int j = 0; j < period.length; j++) {
                period[j] = (float) rule.applyAsDouble(Math.sin(1.0 + j));
            }
            float[] values = new float[count];
            for (int j = 0; j < count; j++) {
                values[j] = period[j % period.length];
            }
            return values;
        });
    }

    /** seq(shape, a): element j is sin(a (j + 1)). */
    public static NDArray seq(NDManager manager, double a, long... shape) {
        return of(manager, j -> Math.sin(a * (j + 1)), shape);
    }

    public static NDArray of(NDManager manager, DoubleUnaryOperator element, long... shape) {
        float[] values = new float[Math.toIntExact(new Shape(shape).size())];
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) element.applyAsDouble(j);
        }
        return manager.create(values, new Shape(shape));
    }

    /**
     * Compares with one row of the appendix, within 1e-4 of the tensor's rms.
     *
     * @param row first four, last two, mean, rms
     */
    public static void assertRow(NDArray actual, double... row) {
        float[] values = actual.toFloatArray();
        int n = values.length;
        double mean = 0;
        double square = 0;
        for (float value : values) {
            mean += value / (double) n;
            square += (double) value * value / n;
        }
        double[] found = {
            values[0], values[1], values[2], values[3], values[n - 2], values[n - 1], mean, Math.sqrt(square)
        };
        assertThat(found).containsExactly(row, within(RELATIVE * row[7] + ROUNDING));
    }

    /** Largest difference over the expected values' rms. */
    public static double relativeError(NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        double rms = Math.sqrt(expected.square().mean().getFloat());
        return actual.sub(expected).abs().max().getFloat() / rms;
    }
}
