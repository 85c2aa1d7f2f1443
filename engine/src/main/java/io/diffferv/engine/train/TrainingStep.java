package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** One step of the optimizer: the gradient of a batch, some pictures at a time, and what Adam makes of it. */
final class TrainingStep {
    /**
     * @param loss mean over the batch, before the step
     * @param norm of the gradient, before it was scaled down
     * @param taken false when the gradient did not fit into 16 bits, and nothing was changed
     */
    record Outcome(double loss, double norm, boolean taken) {}

    private final TrainedModel model;
    private final NoiseLoss noiseLoss;
    private final Adam adam;
    private final LongFunction<Samples.Sample> samples;
    private final SpecializationSettings settings;
    private final LossScale scale;

    TrainingStep(
            TrainedModel model,
            Adam adam,
            LongFunction<Samples.Sample> samples,
            SpecializationSettings settings,
            LossScale scale) {
        this.model = model;
        this.noiseLoss = model.loss(settings.precision().type());
        this.adam = adam;
        this.samples = samples;
        this.settings = settings;
        this.scale = scale;
    }

    LossScale scale() {
        return scale;
    }

    /** @param n number of the step, from 1 */
    Outcome run(long n) {
        double loss = 0;
        for (int from = 0; from < settings.batch(); from += settings.together()) {
            List<Samples.Sample> part = new ArrayList<>();
            for (int i = from; i < Math.min(from + settings.together(), settings.batch()); i++) {
                part.add(samples.apply((n - 1) * settings.batch() + i));
            }
            float share = (float) part.size() / settings.batch();
            double scaled = model.autograd()
                    .accumulate(
                            settings.checkpointing(),
                            segments -> lossOf(part, segments).mul(share).mul((float) scale.value()));
            loss += scaled / scale.value();
        }
        double norm = adam.step(n - scale.skipped(), settings.rate(n), settings.mostNorm(), scale.value());
        return new Outcome(loss, norm, scale.judge(norm));
    }

    private NDArray lossOf(List<Samples.Sample> part, Segments segments) {
        return noiseLoss.of(
                model.latents(
                        joined(part.stream().map(Samples.Sample::latents).toList()), part.size(), settings.size()),
                model.latents(joined(part.stream().map(Samples.Sample::noise).toList()), part.size(), settings.size()),
                part.stream().mapToInt(Samples.Sample::t).toArray(),
                model.embed(part.stream().map(Samples.Sample::caption).toArray(String[]::new)),
                segments);
    }

    static float[] joined(List<float[]> parts) {
        int length = parts.get(0).length;
        float[] all = new float[parts.size() * length];
        for (int i = 0; i < parts.size(); i++) {
            System.arraycopy(parts.get(i), 0, all, i * length, length);
        }
        return all;
    }
}
