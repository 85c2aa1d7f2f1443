package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.DoublingConv2d;
import io.diffferv.engine.weights.WeightMap;

/** Doubles height and width by repeating values, then a convolution. */
record Upsample2D(DoublingConv2d conv) {
    static Upsample2D load(Ops ops, WeightMap weights, int channels) {
        return new Upsample2D(DoublingConv2d.load(ops, weights.at("conv"), channels));
    }

    NDArray forward(NDArray x, UNetPass pass) {
        return pass.slices().map(x, (part, slice) -> conv.forward(part));
    }
}
