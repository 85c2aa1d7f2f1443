package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.TensorScope;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An exponential moving average of the weights. Early on it forgets faster, (1 + n) / (10 + n), or a short run would end
 * with the weights that it began with.
 */
final class MovingAverage {
    private final SortedMap<String, NDArray> parameters;
    private final SortedMap<String, NDArray> averages = new TreeMap<>();
    private final double decay;

    /** @param decay 0 for the weights themselves, which take no memory again */
    MovingAverage(SortedMap<String, NDArray> parameters, double decay) {
        this.parameters = parameters;
        this.decay = decay;
        if (decay > 0) {
            parameters.forEach((name, parameter) -> averages.put(name, parameter.mul(1)));
        }
    }

    Map<String, NDArray> averages() {
        return averages;
    }

    /** Takes in the weights after step {@code n}. */
    void update(long n) {
        double kept = Math.min(decay, (1.0 + n) / (10.0 + n));
        averages.forEach((name, average) -> {
            try (TensorScope scope = new TensorScope()) {
                average.muli(kept).addi(parameters.get(name).mul(1 - kept));
            }
        });
    }

    /** Runs something while the network computes with the averages. */
    void during(Runnable work) {
        exchange();
        try {
            work.run();
        } finally {
            exchange();
        }
    }

    private void exchange() {
        averages.forEach((name, average) -> {
            try (TensorScope scope = new TensorScope()) {
                NDArray parameter = parameters.get(name);
                NDArray kept = parameter.mul(1);
                StoredTensors.assign(parameter, average);
                StoredTensors.assign(average, kept);
            }
        });
    }
}
