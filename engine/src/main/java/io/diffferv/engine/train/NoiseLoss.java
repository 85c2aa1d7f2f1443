package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.tensor.Segments;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.unet.UNetPass;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Noise prediction (method.md B.2): the mean square of ε − ε_θ(√ᾱ_t z_0 + √(1−ᾱ_t) ε, t, c). */
final class NoiseLoss {
    private final UNet2DConditionModel unet;
    private final DdimScheduler levels;
    private final DataType precision;

    /** @param precision of what the network computes with; other than its weights' only under a tape */
    NoiseLoss(UNet2DConditionModel unet, DdimScheduler levels, DataType precision) {
        this.unet = unet;
        this.levels = levels;
        this.precision = precision;
    }

    /**
     * @param z0 scaled latents {@code [images, 4, height, width]}
     * @param noise like them
     * @param t timestep of each image
     * @param c prompts {@code [images, 77, channels]}
     * @return one number, owned by the innermost open scope, as is what it was computed from
     */
    NDArray of(NDArray z0, NDArray noise, int[] t, NDArray c, Segments segments) {
        NDArray z = z0.mul(column(z0, t, step -> Math.sqrt(levels.alphaCumprod(step))))
                .add(noise.mul(column(z0, t, step -> Math.sqrt(1 - levels.alphaCumprod(step)))));
        // In the caller's scope: segments that are computed again on the way back read the prompts' keys and values.
        TextContext context = unet.context(c.toType(precision, false), segments);
        NDArray predicted = unet.forward(
                z.toType(precision, false),
                Arrays.stream(t).asDoubleStream().toArray(),
                context,
                UNetPass.plain(t.length, segments));
        return predicted.sub(noise).square().mean();
    }

    private static NDArray column(NDArray like, int[] t, IntToDoubleFunction value) {
        float[] values = new float[t.length];
        for (int i = 0; i < t.length; i++) {
            values[i] = (float) value.applyAsDouble(t[i]);
        }
        return like.getManager().create(values, new Shape(t.length, 1, 1, 1));
    }
}
