package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.metrics.Psnr;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.schedule.Scheduler.Step;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Segments;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttnProcessor;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import io.diffferv.engine.video.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How well the model does on pictures that it does not learn from, always with the same noise. */
final class Validation {
    /** Timesteps at which the loss of each picture is taken: the middles of as many equal parts of all. */
    private static final int LEVELS = 5;

    /** Steps of the inversion, and of the way back. */
    private static final int STEPS = 20;

    private final TrainedModel model;
    private final SpecializationSettings settings;
    private final int timesteps;
    private final NoiseLoss noiseLoss;

    Validation(TrainedModel model, SpecializationSettings settings) {
        this.model = model;
        this.settings = settings;
        this.timesteps = model.timesteps();
        this.noiseLoss = model.loss(DataType.FLOAT32);
    }

    /** Mean noise loss over every picture and level. */
    double loss(LatentSet set) {
        double sum = 0;
        for (int picture = 0; picture < set.size(); picture++) {
            float[] latents = set.latents(picture, 0);
            for (int level = 0; level < LEVELS; level++) {
                float[] noise = Draw.gaussians(
                        Draw.of(settings.seed(), Draw.Purpose.VALIDATION, (long) picture * LEVELS + level),
                        latents.length);
                int t = (2 * level + 1) * timesteps / (2 * LEVELS);
                try (TensorScope scope = new TensorScope()) {
                    sum += noiseLoss
                            .of(
                                    model.latents(latents, 1, settings.size()),
                                    model.latents(noise, 1, settings.size()),
                                    new int[] {t},
                                    model.embed(set.caption(picture)),
                                    Segments.ONCE)
                            .getFloat();
                }
            }
        }
        return sum / (set.size() * (double) LEVELS);
    }

    /**
     * A picture as the autoencoder gives it back, and as it comes back after inversion and sampling under its caption.
     */
    record Reconstruction(RgbImage original, RgbImage sampled) {
        double psnr() {
            return Psnr.of(original.samples(), sampled.samples());
        }
    }

    /** @param most pictures, from the first */
    List<Reconstruction> reconstructions(LatentSet set, int most) {
        List<Reconstruction> all = new ArrayList<>();
        for (int picture = 0; picture < Math.min(most, set.size()); picture++) {
            float[] latents = set.latents(picture, 0);
            float[] back = invertedAndSampled(latents, set.caption(picture));
            all.add(new Reconstruction(model.picture(latents, settings.size()), model.picture(back, settings.size())));
        }
        return all;
    }

    private float[] invertedAndSampled(float[] latents, String caption) {
        DdimScheduler scheduler = new DdimScheduler(model.folder().scheduler(), STEPS);
        try (TensorScope scope = new TensorScope();
                TextContext context = model.unet().context(model.embed(caption))) {
            NDArray z = model.latents(latents, 1, settings.size());
            for (int k = 1; k <= STEPS; k++) {
                z = moved(z, scheduler.inversionTimestep(k), scheduler.invert(k), context);
            }
            for (int k : IntStream.rangeClosed(1, STEPS).map(i -> STEPS + 1 - i).toArray()) {
                z = moved(z, scheduler.timestep(k), scheduler.denoise(k), context);
            }
            return z.toFloatArray();
        }
    }

    /** Closes {@code z}. */
    private NDArray moved(NDArray z, double t, Step step, TextContext context) {
        UNetPass pass = new UNetPass(BatchSlices.of(1, 1, 1), AttnProcessor.PLAIN, FeatureGate.NONE);
        try (TensorScope scope = new TensorScope()) {
            NDArray noise = model.unet().forward(z, t, context, pass);
            NDArray next = z.mul(step.a()).add(noise.mul(step.b()));
            z.close();
            return scope.keep(next);
        }
    }
}
