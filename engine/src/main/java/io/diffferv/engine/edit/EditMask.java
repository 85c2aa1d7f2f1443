package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.UNetPass;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the two prompts disagree about the source: only there may the edit leave it. Measured on the stored latents at a
 * few low noise levels, where predictions tell faces from background; thresholds are relative to each frame alone, so
 * that chunks agree.
 */
record EditMask(
        DiffusionModel model,
        Scheduler scheduler,
        PromptContexts prompts,
        TemporalAttention attention,
        int mostImages,
        StepListener listener) {
    /** Training timesteps whose nearest levels are measured. */
    private static final int[] TIMESTEPS = {100, 200, 300, 400};

    private static final double BLUR_SIGMA = 1.5;
    private static final int BLUR_RADIUS = 5;
    private static final double[] BLUR = IntStream.rangeClosed(-BLUR_RADIUS, BLUR_RADIUS)
            .mapToDouble(d -> Math.exp(-d * d / (2 * BLUR_SIGMA * BLUR_SIGMA)))
            .toArray();

    /** The disagreement that counts as none: what most of a frame shows, since predictions never agree entirely. */
    private static final double NONE_QUANTILE = 0.5;

    /** The disagreement that counts as full: nearly a frame's largest, but no single outlier. */
    private static final double FULL_QUANTILE = 0.98;

    /** Way from none to full at which the mask begins, and at which it is 1. */
    static final double FROM = 0.2;

    static final double TO = 0.5;

    /** @return {@code [frames, 1, height, width]}, 0 to 1, owned by the innermost open scope */
    NDArray measure(SourceBranch source) {
        Shape shape = source.latents().level(0).getShape();
        int frames = source.latents().frames();
        int height = Math.toIntExact(shape.get(2));
        int width = Math.toIntExact(shape.get(3));
        float[][] maps = new float[frames][height * width];
        int[] levels = levels(scheduler).toArray();
        for (int i = 0; i < levels.length; i++) {
            listener.step(StepListener.Stage.MASK, i, levels.length);
            addDisagreement(source, levels[i], maps);
        }
        float[] mask = new float[frames * height * width];
        float[][] blurred = new float[frames][];
        Arrays.setAll(blurred, i -> blur(maps[i], width, height));
        for (int i = 0; i < frames; i++) {
            float[] steady = steady(blurred, i);
            System.arraycopy(thresholded(steady), 0, mask, i * height * width, height * width);
        }
        return model.ops().manager().create(mask, new Shape(frames, 1, height, width));
    }

    /** The levels that are measured, each once. */
    static IntStream levels(Scheduler scheduler) {
        return Arrays.stream(TIMESTEPS).map(t -> nearestLevel(scheduler, t)).distinct();
    }

    private static int nearestLevel(Scheduler scheduler, int timestep) {
        int nearest = 1;
        for (int k = 2; k <= scheduler.steps(); k++) {
            if (Math.abs(scheduler.timestep(k) - timestep) < Math.abs(scheduler.timestep(nearest) - timestep)) {
                nearest = k;
            }
        }
        return nearest;
    }

    /** Adds √(mean over channels of (ε(c_tgt) − ε(c_src))²) at each place. */
    private void addDisagreement(SourceBranch source, int k, float[][] maps) {
        try (TensorScope scope = new TensorScope()) {
            NDArray own = source.noise(k);
            attention.startStep(k);
            NDArray edited = model.noise(
                    source.latents().level(k),
                    scheduler.timestep(k),
                    prompts.context(List.of(Branch.POSITIVE)),
                    new UNetPass(
                            BatchSlices.of(1, source.latents().frames(), mostImages), attention, FeatureGate.NONE));
            float[] distance =
                    edited.sub(own).square().mean(new int[] {1}).sqrt().toFloatArray();
            for (int i = 0; i < distance.length; i++) {
                maps[i / maps[0].length][i % maps[0].length] += distance[i];
            }
        }
    }

    private static float[] blur(float[] map, int width, int height) {
        float[] rows = convolve(map, width, height, 1, width);
        return convolve(rows, width, height, width, 1);
    }

    /** One pass of a separable Gaussian, borders repeated; {@code step} leads along the axis of {@code length} places. */
    private static float[] convolve(float[] map, int width, int height, int step, int otherStep) {
        int length = step == 1 ? width : height;
        int lines = step == 1 ? height : width;
        float[] blurred = new float[map.length];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                double sum = 0;
                double weights = 0;
                for (int d = -BLUR_RADIUS; d <= BLUR_RADIUS; d++) {
                    double weight = BLUR[d + BLUR_RADIUS];
                    int at = Math.max(0, Math.min(length - 1, i + d));
                    sum += weight * map[line * otherStep + at * step];
                    weights += weight;
                }
                blurred[line * otherStep + i * step] = (float) (sum / weights);
            }
        }
        return blurred;
    }

    /** (1, 2, 1) / 4 over neighbouring frames, the ends repeated. */
    private static float[] steady(float[][] maps, int i) {
        float[] before = maps[Math.max(i - 1, 0)];
        float[] after = maps[Math.min(i + 1, maps.length - 1)];
        float[] steady = new float[maps[i].length];
        for (int p = 0; p < steady.length; p++) {
            steady[p] = (before[p] + 2 * maps[i][p] + after[p]) / 4;
        }
        return steady;
    }

    /** 0 to 1 from the disagreement at each place of a frame. */
    static float[] thresholded(float[] map) {
        float[] sorted = map.clone();
        Arrays.sort(sorted);
        double none = quantile(sorted, NONE_QUANTILE);
        double range = quantile(sorted, FULL_QUANTILE) - none;
        float[] mask = new float[map.length];
        for (int p = 0; p < map.length && range > 0; p++) {
            double x = Math.max(0, Math.min(1, ((map[p] - none) / range - FROM) / (TO - FROM)));
            mask[p] = (float) (x * x * (3 - 2 * x));
        }
        return mask;
    }

    private static double quantile(float[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
