package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttnProcessor;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.unet.UNetPass;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Noise prediction (method.md B.2): the mean square of ε − ε_θ(√ᾱ_t z_0 + √(1−ᾱ_t) ε, t, c). */
final class NoiseLoss {
    private final UNet2DConditionModel unet;
    private final DdimScheduler levels;

    NoiseLoss(UNet2DConditionModel unet, DdimScheduler levels) {
        this.unet = unet;
        this.levels = levels;
    }

    /**
     * @param z0 scaled latents {@code [images, 4, height, width]}
     * @param noise like them
     * @param t timestep of each image
     * @param c prompts {@code [images, 77, channels]}
     * @return one number, owned by the innermost open scope
     */
    NDArray of(NDArray z0, NDArray noise, int[] t, NDArray c) {
        int images = t.length;
        try (TensorScope scope = new TensorScope();
                TextContext context = unet.context(c)) {
            NDArray z = z0.mul(column(z0, t, step -> Math.sqrt(levels.alphaCumprod(step))))
                    .add(noise.mul(column(z0, t, step -> Math.sqrt(1 - levels.alphaCumprod(step)))));
            UNetPass pass = new UNetPass(BatchSlices.of(images, 1, images), AttnProcessor.PLAIN, FeatureGate.NONE);
            NDArray predicted =
                    unet.forward(z, Arrays.stream(t).asDoubleStream().toArray(), context, pass);
            return scope.keep(predicted.sub(noise).square().mean());
        }
    }

    private static NDArray column(NDArray like, int[] t, IntToDoubleFunction value) {
        float[] values = new float[t.length];
        for (int i = 0; i < t.length; i++) {
            values[i] = (float) value.applyAsDouble(t[i]);
        }
        return like.getManager().create(values, new Shape(t.length, 1, 1, 1));
    }
}
