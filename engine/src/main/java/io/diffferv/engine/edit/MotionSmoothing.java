package io.diffferv.engine.edit;

import io.diffferv.engine.flow.FlowConsistency;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.flow.FlowWarp;
import java.util.ArrayList;
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
        List<float[]> changes = new ArrayList<>();
        for (int i = 0; i < edited.size(); i++) {
            changes.add(difference(edited.get(i), baseline.get(i)));
        }
        List<float[]> steadied = apply(changes, flow);
        for (int i = 0; i < steadied.size(); i++) {
            addTo(steadied.get(i), baseline.get(i));
        }
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
        flow.prepare(REACH);
        return IntStream.range(0, changes.size())
                .parallel()
                .mapToObj(i -> smoothed(changes, flow, i))
                .toList();
    }

    private float[] smoothed(List<float[]> changes, ClipFlow flow, int i) {
        float[] sum = changes.get(i).clone();
        int pixels = sum.length / 3;
        float[] weights = new float[pixels];
        for (int j = Math.max(i - REACH, 0); j <= Math.min(i + REACH, changes.size() - 1); j++) {
            if (j != i) {
                add(sum, weights, changes.get(j), flow.between(i, j));
            }
        }
        for (int p = 0; p < sum.length; p++) {
            sum[p] /= 1 + weights[p % pixels];
        }
        return sum;
    }

    /** A neighbour counts where its motion is trusted. */
    private void add(float[] sum, float[] weights, float[] neighbour, FlowPair pair) {
        float[] there = FlowWarp.warp(neighbour, pair.forward());
        boolean[] occluded = FlowConsistency.occluded(pair);
        for (int p = 0; p < weights.length; p++) {
            if (!occluded[p]) {
                weights[p] += (float) strength;
                for (int plane = 0; plane < sum.length; plane += weights.length) {
                    sum[plane + p] += (float) strength * there[plane + p];
                }
            }
        }
    }
}
