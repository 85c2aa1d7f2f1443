package io.diffferv.engine.demo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.edit.DiffusionModel;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import io.diffferv.engine.video.RgbImage;
import java.util.Random;

/** Samples one picture from noise by DDIM with classifier-free guidance: ε̂ = ε_∅ + g (ε_c − ε_∅). */
final class Portrait {
    private static final int STEPS = 50;
    private static final float GUIDANCE = 4;

    private Portrait() {}

    /** @return a square picture of the size that the model was trained on */
    static RgbImage sample(DiffusionModel model, String prompt, long seed) {
        int size = model.trainedSize();
        int side = size / model.folder().vae().downscale();
        DdimScheduler schedule = new DdimScheduler(model.folder().scheduler(), STEPS);
        try (TensorScope scope = new TensorScope();
                TextContext context =
                        model.context(NDArrays.concat(new NDList(model.embed(""), model.embed(prompt))))) {
            NDArray z = noise(model, side, seed);
            for (int k = STEPS; k > 0; k--) {
                z = step(model, schedule, k, context, z);
            }
            NDArray pixels = model.vae().pixels(z, 1).add(1).div(2).clip(0, 1);
            return new RgbImage(size, size, pixels.toFloatArray());
        }
    }

    private static NDArray step(DiffusionModel model, DdimScheduler schedule, int k, TextContext context, NDArray z) {
        try (TensorScope scope = new TensorScope()) {
            NDArray both =
                    model.noise(NDArrays.concat(new NDList(z, z)), schedule.timestep(k), context, UNetPass.plain(2));
            NDArray empty = both.get("0:1");
            NDArray e = empty.add(both.get("1:2").sub(empty).mul(GUIDANCE));
            DdimScheduler.Step step = schedule.denoise(k);
            return scope.keep(z.mul((float) step.a()).add(e.mul((float) step.b())));
        }
    }

    /** Drawn by Java, so that a seed means the same on every device. */
    private static NDArray noise(DiffusionModel model, int side, long seed) {
        int channels = model.folder().vae().latentChannels();
        float[] values = new float[channels * side * side];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return model.ops().manager().create(values, new Shape(1, channels, side, side));
    }
}
