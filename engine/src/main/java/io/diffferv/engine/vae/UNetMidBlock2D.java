package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.WeightMap;

/** The stage at the latents' resolution, alike in encoder and decoder. */
final class UNetMidBlock2D {
    private final ResnetBlock2D resnet0;
    private final Attention attention;
    private final ResnetBlock2D resnet1;

    UNetMidBlock2D(Ops ops, WeightMap weights, int channels, int groups) {
        this.resnet0 = new ResnetBlock2D(ops, weights.at("resnets", 0), channels, channels, groups);
        this.attention = new Attention(ops, weights.at("attentions", 0), channels, groups);
        this.resnet1 = new ResnetBlock2D(ops, weights.at("resnets", 1), channels, channels, groups);
    }

    NDArray forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            return scope.keep(resnet1.forward(attention.forward(resnet0.forward(x))));
        }
    }
}
