package io.diffferv.engine.metrics;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.List;

/** The convolutions of AlexNet (Krizhevsky 2014, "One weird trick"), under the names of torchvision's checkpoint. */
final class AlexNet {
    /** Channels after each convolution. */
    static final List<Integer> CHANNELS = List.of(64, 192, 384, 256, 256);

    /** Below it nothing is left for the last pooling: (31 + 4 - 11) / 4 + 1 = 7, pooled to 3, pooled to 1. */
    static final int SHORTEST_SIDE = 31;

    /** The first two convolutions are followed by pooling. */
    private static final int POOLED = 2;

    private final Ops ops;
    private final List<Conv2d> features;

    /** @param weights those with the names {@code features.*}; the classifier's are not asked for */
    AlexNet(Ops ops, WeightMap weights) {
        WeightMap layers = weights.at("features");
        this.ops = ops;
        this.features = List.of(
                Conv2d.load(ops, layers.at("0"), 3, CHANNELS.get(0), 11, 4, 2),
                Conv2d.load(ops, layers.at("3"), CHANNELS.get(0), CHANNELS.get(1), 5),
                Conv2d.load(ops, layers.at("6"), CHANNELS.get(1), CHANNELS.get(2), 3),
                Conv2d.load(ops, layers.at("8"), CHANNELS.get(2), CHANNELS.get(3), 3),
                Conv2d.load(ops, layers.at("10"), CHANNELS.get(3), CHANNELS.get(4), 3));
    }

    /**
     * @param x {@code [batch, 3, height, width]}, sides of at least {@link #SHORTEST_SIDE}
     * @return the feature map behind the ReLU of each convolution, owned by the innermost open scope
     */
    List<NDArray> forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            List<NDArray> taps = new ArrayList<>();
            NDArray h = x;
            for (Conv2d convolution : features) {
                if (!taps.isEmpty() && taps.size() <= POOLED) {
                    h = ops.maxPool(h, 3, 2);
                }
                h = ops.relu(convolution.forward(h));
                taps.add(scope.keep(h));
            }
            return taps;
        }
    }
}
