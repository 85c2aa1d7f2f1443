package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.WeightMap;

/** The stage at the smallest resolution. */
final class UNetMidBlock2DCrossAttn {
    private final ResnetBlock2D resnet0;
    private final Transformer2DModel attention;
    private final ResnetBlock2D resnet1;

    UNetMidBlock2DCrossAttn(BlockBuilder builder, WeightMap weights, int channels, int level) {
        this.resnet0 = builder.resnet(weights.at("resnets", 0), channels, channels);
        this.attention = builder.transformer(weights.at("attentions", 0), channels, level);
        this.resnet1 = builder.resnet(weights.at("resnets", 1), channels, channels);
    }

    NDArray forward(NDArray x, NDArray temb, TextContext context, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = attention.forward(resnet0.forward(x, temb, pass), context, pass);
            return scope.keep(resnet1.forward(h, temb, pass));
        }
    }
}
