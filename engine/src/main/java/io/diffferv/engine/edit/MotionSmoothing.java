package io.diffferv.engine.edit;

import io.diffferv.engine.flow.Bilinear;
import io.diffferv.engine.flow.FlowField;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Averages the edit of each frame with its neighbours' along the source's motion, so that what diffusion draws anew in
 * every frame does not flicker. The source's own pixels are not touched: only what was added to them is averaged.
 *
 * @param strength weight of a neighbour, 0 for none
 */
record MotionSmoothing(double strength) {
    /** Neighbours on either side. */
    static final int REACH = 3;

    /** The edited pictures with their change from the baseline smoothed along the motion, 0 to 1. */
    List<float[]> steadied(List<float[]> edited, List<float[]> baseline, ClipFlow flow) {
        List<float[]> changes = frames(edited.size())
                .mapToObj(i -> difference(edited.get(i), baseline.get(i)))
                .toList();
        List<float[]> steadied = apply(changes, flow);
        frames(steadied.size()).forEach(i -> addTo(steadied.get(i), baseline.get(i)));
        return steadied;
    }

    private static float[] difference(float[] picture, float[] other) {
        float[] difference = new float[picture.length];
        for (int p = 0; p < difference.length; p++) {
            difference[p] = picture[p] - other[p];
        }
        return difference;
    }

    private static void addTo(float[] picture, float[] other) {
        for (int p = 0; p < picture.length; p++) {
            picture[p] = Math.max(0, Math.min(1, picture[p] + other[p]));
        }
    }

    /**
     * @param changes edited minus baseline, planes {@code [3, height, width]} of each frame
     * @param flow of the source between two of its frames, first to second
     * @return averaged changes
     */
    List<float[]> apply(List<float[]> changes, ClipFlow flow) {
        if (strength == 0) {
            return changes;
        }
        flow.check(REACH);
        return frames(changes.size()).mapToObj(i -> smoothed(changes, flow, i)).toList();
    }

    private static IntStream frames(int count) {
        return IntStream.range(0, count).parallel();
    }

    private float[] smoothed(List<float[]> changes, ClipFlow flow, int i) {
        float[] sum = changes.get(i).clone();
        int pixels = sum.length / 3;
        float[] weights = new float[pixels];
        for (int j = Math.max(i - REACH, 0); j <= Math.min(i + REACH, changes.size() - 1); j++) {
            if (j != i) {
                add(sum, weights, changes.get(j), flow.between(i, j).forward(), flow.occluded(i, j));
            }
        }
        for (int plane = 0; plane < sum.length; plane += pixels) {
            for (int p = 0; p < pixels; p++) {
                sum[plane + p] /= 1 + weights[p];
            }
        }
        return sum;
    }

    /** A neighbour counts where its motion is trusted. */
    private void add(float[] sum, float[] weights, float[] neighbour, FlowField motion, boolean[] occluded) {
        for (int row = 0, p = 0; row < motion.height(); row++) {
            for (int column = 0; column < motion.width(); column++, p++) {
                if (!occluded[p]) {
                    weights[p] += (float) strength;
                    float x = column + motion.x()[p];
                    float y = row + motion.y()[p];
                    for (int plane = 0; plane < sum.length; plane += weights.length) {
                        float there = Bilinear.sample(neighbour, plane, motion.width(), motion.height(), x, y);
                        sum[plane + p] += (float) strength * there;
                    }
                }
            }
        }
    }
}
