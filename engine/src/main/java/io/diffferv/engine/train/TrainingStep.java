package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** One step of the optimizer: the gradient of a batch, some pictures at a time, and what Adam makes of it. */
final class TrainingStep {
    /**
     * @param loss mean over the batch, before the step
     * @param norm of the gradient, before it was scaled down
     */
    record Outcome(double loss, double norm) {}

    private final TrainedModel model;
    private final NoiseLoss noiseLoss;
    private final Adam adam;
    private final Samples samples;
    private final SpecializationSettings settings;

    TrainingStep(TrainedModel model, Adam adam, Samples samples, SpecializationSettings settings) {
        this.model = model;
        this.noiseLoss = model.loss();
        this.adam = adam;
        this.samples = samples;
        this.settings = settings;
    }

    /** @param n number of the step, from 1 */
    Outcome run(long n) {
        double loss = 0;
        for (int from = 0; from < settings.batch(); from += settings.together()) {
            List<Samples.Sample> part = new ArrayList<>();
            for (int i = from; i < Math.min(from + settings.together(), settings.batch()); i++) {
                part.add(samples.at((n - 1) * settings.batch() + i));
            }
            double share = (double) part.size() / settings.batch();
            loss += model.autograd().accumulate(() -> lossOf(part).mul((float) share));
        }
        return new Outcome(loss, adam.step(n, settings.rate(n), settings.mostNorm()));
    }

    private NDArray lossOf(List<Samples.Sample> part) {
        return noiseLoss.of(
                model.latents(
                        joined(part.stream().map(Samples.Sample::latents).toList()), part.size(), settings.size()),
                model.latents(joined(part.stream().map(Samples.Sample::noise).toList()), part.size(), settings.size()),
                part.stream().mapToInt(Samples.Sample::t).toArray(),
                model.embed(part.stream().map(Samples.Sample::caption).toArray(String[]::new)));
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
