package io.diffferv.engine.metrics;

import io.diffferv.engine.flow.FlowField;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.flow.FlowWarp;
import java.util.OptionalDouble;

/**
 * How much a video flickers along its own motion (Lai et al. 2018, method.md N): the next frame is brought back by the
 * source's flow and compared where the motion can be followed.
 */
public final class WarpError {
    private WarpError() {}

    /**
     * Pixels of the earlier frame at which the two may be compared: not occluded (squared magnitudes, both directions
     * brought to this frame), not at a motion boundary, and not led outside the frame, where there is nothing to read.
     *
     * @param pair flow of the source from the earlier to the later frame and back
     * @return {@code [height, width]}
     */
    public static boolean[] comparable(FlowPair pair) {
        FlowField forward = pair.forward();
        FlowField back = FlowWarp.warp(pair.backward(), forward);
        boolean[] comparable = new boolean[forward.pixels()];
        for (int p = 0; p < comparable.length; p++) {
            float x = forward.x()[p];
            float y = forward.y()[p];
            double motion = squares(x, y);
            double backMotion = squares(back.x()[p], back.y()[p]);
            double disagreement = squares(x + back.x()[p], y + back.y()[p]);
            comparable[p] = disagreement <= 0.01 * (motion + backMotion) + 0.5
                    && gradient(forward, p) <= 0.01 * motion + 0.002
                    && inside(p % forward.width() + x, forward.width())
                    && inside(p / forward.width() + y, forward.height());
        }
        return comparable;
    }

    /**
     * @param earlier frame t - 1, {@code [channels, height, width]}
     * @param later frame t, likewise
     * @param forward flow of the source from t - 1 to t
     * @param comparable {@code [height, width]}, from {@link #comparable}
     * @return mean squared difference over the comparable pixels and all channels; empty when there is no such pixel
     */
    public static OptionalDouble of(float[] earlier, float[] later, FlowField forward, boolean[] comparable) {
        float[] warped = FlowWarp.warp(later, forward);
        double sum = 0;
        long count = 0;
        for (int i = 0; i < earlier.length; i++) {
            if (comparable[i % comparable.length]) {
                double difference = (double) warped[i] - earlier[i];
                sum += difference * difference;
                count++;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }

    /** Squared norm of the flow's one-pixel differences to the right and below, zero at the last column and row. */
    private static double gradient(FlowField flow, int pixel) {
        double sum = 0;
        for (float[] component : new float[][] {flow.x(), flow.y()}) {
            if (pixel % flow.width() < flow.width() - 1) {
                sum += squares(component[pixel + 1] - component[pixel], 0);
            }
            if (pixel / flow.width() < flow.height() - 1) {
                sum += squares(component[pixel + flow.width()] - component[pixel], 0);
            }
        }
        return sum;
    }

    private static boolean inside(float position, int size) {
        return position >= 0 && position <= size - 1;
    }

    private static double squares(double x, double y) {
        return x * x + y * y;
    }
}
