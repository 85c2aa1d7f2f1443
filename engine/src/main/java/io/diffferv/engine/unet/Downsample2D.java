package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.WeightMap;

/** Halves height and width by a convolution of stride 2. */
record Downsample2D(Conv2d conv) {
    static Downsample2D load(Ops ops, WeightMap weights, int channels) {
        return new Downsample2D(Conv2d.load(ops, weights.at("conv"), channels, channels, 3, 2, 1));
    }

    NDArray forward(NDArray x, UNetPass pass) {
        return pass.slices().map(x, (part, slice) -> conv.forward(part));
    }
}
