package io.diffferv.engine.demo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.edit.DiffusionModel;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttnProcessor;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import io.diffferv.engine.video.RgbImage;
import java.util.Random;

/**
 * Samples one picture from a noised {@link Sketch} by DDIM with classifier-free guidance: ε̂ = ε_∅ + g (ε_c − ε_∅).
 */
final class Portrait {
    private static final int STEPS = 20;
    private static final float GUIDANCE = 3.5f;

    /** Noise levels that the sketch is taken up; from the last one next to nothing of it would be left. */
    private static final int START = 16;

    /** Share of the noise's variance that is the same left and right. */
    private static final double SYMMETRY = 0.85;

    private Portrait() {}

    /**
     * @param width pixels, a multiple of 64
     * @param height pixels, a multiple of 64
     */
    static RgbImage sample(DiffusionModel model, String prompt, int width, int height, long seed) {
        DdimScheduler schedule = new DdimScheduler(model.folder().scheduler(), STEPS);
        try (TensorScope scope = new TensorScope();
                TextContext context =
                        model.context(NDArrays.concat(new NDList(model.embed(""), model.embed(prompt))))) {
            NDArray z = noised(model, Sketch.of(width, height), schedule.alphaBar(START), seed);
            for (int k = START; k > 0; k--) {
                z = step(model, schedule, k, context, z);
            }
            NDArray pixels = model.vae().pixels(z, 1).add(1).div(2).clip(0, 1);
            return new RgbImage(width, height, pixels.toFloatArray());
        }
    }

    /** √ᾱ z_0 + √(1−ᾱ) ε (method.md G, equation 1). */
    private static NDArray noised(DiffusionModel model, RgbImage sketch, double alphaBar, long seed) {
        try (TensorScope scope = new TensorScope()) {
            Shape shape = new Shape(1, RgbImage.CHANNELS, sketch.height(), sketch.width());
            NDArray pixels =
                    model.ops().manager().create(sketch.samples(), shape).mul(2).sub(1);
            NDArray z = model.vae().latents(pixels, 1);
            NDArray noise = model.ops().manager().create(noise(z.getShape(), seed), z.getShape());
            return scope.keep(model.ops().combine(Math.sqrt(alphaBar), z, Math.sqrt(1 - alphaBar), noise));
        }
    }

    /**
     * Standard normal numbers, most of their variance the same left and right: so are faces, and one that looks at the
     * camera comes of it. Drawn by Java, so that a seed means the same on every device.
     */
    private static float[] noise(Shape shape, long seed) {
        Random random = new Random(seed);
        float[] free = normal(random, shape);
        float[] half = normal(random, shape);
        int width = Math.toIntExact(shape.get(3));
        float[] values = new float[free.length];
        for (int i = 0; i < values.length; i++) {
            int column = i % width;
            int mirrored = i - column + width - 1 - column;
            double symmetric = (half[i] + half[mirrored]) / Math.sqrt(2);
            values[i] = (float) (Math.sqrt(SYMMETRY) * symmetric + Math.sqrt(1 - SYMMETRY) * free[i]);
        }
        return values;
    }

    private static float[] normal(Random random, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static NDArray step(DiffusionModel model, DdimScheduler schedule, int k, TextContext context, NDArray z) {
        try (TensorScope scope = new TensorScope()) {
            // Two branches of one frame: each reads its own prompt.
            UNetPass pass = new UNetPass(BatchSlices.of(2, 1, 2), AttnProcessor.PLAIN, FeatureGate.NONE);
            NDArray both = model.noise(NDArrays.concat(new NDList(z, z)), schedule.timestep(k), context, pass);
            NDArray empty = both.get("0:1");
            NDArray e = empty.add(both.get("1:2").sub(empty).mul(GUIDANCE));
            Scheduler.Step step = schedule.denoise(k);
            return scope.keep(z.mul((float) step.a()).add(e.mul((float) step.b())));
        }
    }
}
