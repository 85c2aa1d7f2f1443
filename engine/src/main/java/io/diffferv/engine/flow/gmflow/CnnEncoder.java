package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.WeightMap;
import java.util.List;

/** The convolutional backbone: one feature of 128 channels per 8x8 pixels. */
final class CnnEncoder {
    /** Of every instance norm. */
    static final double EPS = 1e-5;

    private final Ops ops;
    private final Conv2d conv1;
    private final List<ResidualBlock> layers;
    private final Conv2d conv2;

    CnnEncoder(Ops ops, WeightMap weights) {
        this.ops = ops;
        this.conv1 = Conv2d.loadUnbiased(ops, weights.at("conv1"), 3, 64, 7, 2, 3);
        this.layers = List.of(
                new ResidualBlock(ops, weights.at("layer1", 0), 64, 64, 1),
                new ResidualBlock(ops, weights.at("layer1", 1), 64, 64, 1),
                new ResidualBlock(ops, weights.at("layer2", 0), 64, 96, 2),
                new ResidualBlock(ops, weights.at("layer2", 1), 96, 96, 1),
                new ResidualBlock(ops, weights.at("layer3", 0), 96, GmFlow.CHANNELS, 2),
                new ResidualBlock(ops, weights.at("layer3", 1), GmFlow.CHANNELS, GmFlow.CHANNELS, 1));
        this.conv2 = Conv2d.load(ops, weights.at("conv2"), GmFlow.CHANNELS, GmFlow.CHANNELS, 1);
    }

    /**
     * One image after the other, which changes nothing and halves the memory of the widest layers.
     *
     * @param images normalised, {@code [images, 3, height, width]}
     * @return features {@code [images, 128, height / 8, width / 8]}
     */
    NDArray forward(NDArray images) {
        NDList features = new NDList();
        for (long image = 0; image < images.getShape().get(0); image++) {
            try (TensorScope scope = new TensorScope()) {
                features.add(scope.keep(forwardOne(images.get(new NDIndex(image + ":" + (image + 1))))));
            }
        }
        return NDArrays.concat(features);
    }

    private NDArray forwardOne(NDArray image) {
        NDArray x = ops.relu(ops.instanceNorm(conv1.forward(image), EPS));
        for (ResidualBlock layer : layers) {
            try (TensorScope scope = new TensorScope()) {
                x = scope.keep(layer.forward(x));
            }
        }
        return conv2.forward(x);
    }
}
