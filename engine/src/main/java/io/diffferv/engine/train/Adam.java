package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import io.diffferv.engine.tensor.Autograd;
import io.diffferv.engine.tensor.TensorScope;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1) after the gradient is scaled down to a norm: m, v are the moments,
 * θ ← θ − α m̂ / (√v̂ + ε).
 */
final class Adam {
    static final double BETA_1 = 0.9;
    static final double BETA_2 = 0.999;
    static final double EPSILON = 1e-8;

    /** As torch's clip_grad_norm_ has it, so that a gradient of zeros stays one. */
    private static final double NORM_EPSILON = 1e-6;

    private static final float NO_VALUE_CLIPPING = -1;

    private final SortedMap<String, NDArray> parameters;
    private final SortedMap<String, NDArray> m = new TreeMap<>();
    private final SortedMap<String, NDArray> v = new TreeMap<>();

    /** @param parameters tracked tensors by name; the moments belong to the manager of each */
    Adam(SortedMap<String, NDArray> parameters) {
        this.parameters = parameters;
        parameters.forEach((name, parameter) -> {
            m.put(name, parameter.zerosLike());
            v.put(name, parameter.zerosLike());
        });
    }

    Map<String, NDArray> firstMoments() {
        return m;
    }

    Map<String, NDArray> secondMoments() {
        return v;
    }

    /**
     * Moves every parameter once, unless the gradient's norm is no number, and sets its gradient to zero.
     *
     * @param t number of this step, from 1
     * @param alpha learning rate
     * @param mostNorm the norm over all gradients that they are scaled down to
     * @param lossScale what the gradients are too large by
     * @return the norm that they had without it
     */
    double step(long t, double alpha, double mostNorm, double lossScale) {
        try (TensorScope scope = new TensorScope()) {
            SortedMap<String, NDArray> gradients = new TreeMap<>();
            parameters.forEach((name, parameter) -> gradients.put(name, Autograd.gradient(parameter)));
            double norm = norm(gradients) / lossScale;
            if (Double.isFinite(norm)) {
                double scale = Math.min(1, mostNorm / (norm + NORM_EPSILON)) / lossScale;
                update(gradients, t, alpha, scale);
            }
            parameters.values().forEach(Autograd::clear);
            return norm;
        }
    }

    private void update(SortedMap<String, NDArray> gradients, long t, double alpha, double scale) {
        // α m̂ / (√v̂ + ε) with both corrections on one side, which is the form that libtorch's update takes.
        double root = Math.sqrt(1 - Math.pow(BETA_2, t));
        double rate = alpha * root / (1 - Math.pow(BETA_1, t));
        gradients.forEach((name, gradient) -> {
            NDArrayEx update = parameters.get(name).getNDArrayInternal();
            update.adamUpdate(
                    new NDList(parameters.get(name), gradient, m.get(name), v.get(name)),
                    new NDList(parameters.get(name)),
                    (float) alpha,
                    (float) rate,
                    0,
                    (float) scale,
                    NO_VALUE_CLIPPING,
                    (float) BETA_1,
                    (float) BETA_2,
                    (float) (EPSILON * root),
                    false,
                    false);
        });
    }

    private static double norm(SortedMap<String, NDArray> gradients) {
        NDArray sum = null;
        for (NDArray gradient : gradients.values()) {
            // A scope for each: the squares of all together would be as large as the model.
            try (TensorScope scope = new TensorScope()) {
                NDArray square = gradient.square().sum();
                sum = sum == null ? scope.keep(square) : sum.addi(square);
            }
        }
        return Math.sqrt(sum.getFloat());
    }
}
