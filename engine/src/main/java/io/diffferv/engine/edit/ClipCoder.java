package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.vae.Autoencoder;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures to latents and back.
 *
 * @param tiny whether the small autoencoder works, which knows no distribution
 * @param posterior what is taken of the encoder's distribution
 * @param seed of a sample of it
 * @param most pictures at once
 */
record ClipCoder(DiffusionModel model, boolean tiny, Posterior posterior, long seed, int most) {
    static ClipCoder of(DiffusionModel model, EditPlan plan) {
        EditSettings settings = plan.settings();
        return new ClipCoder(
                model, tiny(model.folder(), settings), settings.posterior(), settings.seed(), plan.mostPictures());
    }

    private static boolean tiny(ModelFolder folder, EditSettings settings) {
        VaeChoice choice = settings.accelerations().vae();
        if (choice == VaeChoice.TINY && !folder.hasTinyVae()) {
            throw new EditException(
                    FailureCode.MODEL,
                    new Problem(
                            "the model has no small autoencoder",
                            folder.root().toString(),
                            "vae_tiny, an AutoencoderTiny in diffusers layout",
                            "nothing",
                            "put one there, or leave " + EditOption.VAE.flag() + " out"));
        }
        return choice != VaeChoice.FULL && folder.hasTinyVae();
    }

    private Autoencoder vae() {
        return tiny ? model.tinyVae() : model.vae();
    }

    /** @return scaled latents {@code [frames, 4, height / 8, width / 8]}, owned by the innermost open scope */
    NDArray encode(Clip clip, StepListener listener) {
        listener.step(StepListener.Stage.ENCODE, 0, 1);
        try (TensorScope scope = new TensorScope()) {
            NDArray pixels = pixels(clip).mul(2).sub(1);
            double flops = vae().encodingFlops(clip.width(), clip.height());
            model.count(new Work(0, 0, clip.size() * flops, 0));
            NDArray latents = posterior == Posterior.MEAN || tiny
                    ? vae().latents(pixels, most)
                    : model.vae().sampledLatents(pixels, most, seed);
            listener.step(StepListener.Stage.ENCODE, 1, 1);
            return scope.keep(latents);
        }
    }

    /** {@code [frames, 3, height, width]}, 0 to 1: straight into the memory that goes to the device. */
    private NDArray pixels(Clip clip) {
        Shape shape = new Shape(clip.size(), 3, clip.height(), clip.width());
        NDManager manager = model.ops().manager();
        ByteBuffer bytes = manager.allocateDirect(Math.toIntExact(Float.BYTES * shape.size()));
        FloatBuffer samples = bytes.asFloatBuffer();
        clip.frames().forEach(samples::put);
        return manager.create(bytes, shape, DataType.FLOAT32);
    }

    /** @return planes {@code [3, height, width]} of each frame, 0 to 1 */
    List<float[]> decode(NDArray latents) {
        try (TensorScope scope = new TensorScope()) {
            NDArray pixels = vae().pixels(latents, most).add(1).mul(0.5f).clip(0, 1);
            FloatBuffer samples = pixels.toByteBuffer(true).asFloatBuffer();
            int frames = Math.toIntExact(pixels.getShape().get(0));
            double flops = vae().decodingFlops((int) pixels.getShape().get(3), (int)
                    pixels.getShape().get(2));
            model.count(new Work(0, 0, frames * flops, 0));
            List<float[]> pictures = new ArrayList<>();
            for (int i = 0; i < frames; i++) {
                float[] picture = new float[samples.capacity() / frames];
                samples.get(picture);
                pictures.add(picture);
            }
            return pictures;
        }
    }
}
