package io.diffferv.engine.flow;

/** The forward-backward check with which GMFlow and TTA tell occluded pixels (method.md C.3 step 2). */
public final class FlowConsistency {
    /** Share of the motion by which the two directions may disagree, and the pixels granted on top (UnFlow). */
    static final float RELATIVE = 0.01f;

    static final float ABSOLUTE = 0.5f;

    private FlowConsistency() {}

    /**
     * How far a pixel lands from itself after going there and back.
     *
     * @return ||f(p) + b(p + f(p))|| in pixels, {@code [height, width]}, for f = forward and b = backward
     */
    public static float[] residual(FlowPair pair) {
        FlowField forward = pair.forward();
        FlowField back = FlowWarp.warp(pair.backward(), forward);
        float[] residual = new float[forward.pixels()];
        for (int p = 0; p < residual.length; p++) {
            residual[p] = norm(forward.x()[p] + back.x()[p], forward.y()[p] + back.y()[p]);
        }
        return residual;
    }

    /**
     * Pixels of the first frame that the second does not show. For those of the second, ask with the pair reversed.
     *
     * @return {@code [height, width]}, true where residual > 0.01 (||f(p)|| + ||b(p)||) + 0.5; b is taken at p,
     *     unwarped, as the published check does
     */
    public static boolean[] occluded(FlowPair pair) {
        return occluded(pair, residual(pair));
    }

    static boolean[] occluded(FlowPair pair, float[] residual) {
        FlowField forward = pair.forward();
        FlowField backward = pair.backward();
        boolean[] occluded = new boolean[residual.length];
        for (int p = 0; p < residual.length; p++) {
            float motion = norm(forward.x()[p], forward.y()[p]) + norm(backward.x()[p], backward.y()[p]);
            // Negated so that a flow that is not a number counts as occluded.
            occluded[p] = !(residual[p] <= RELATIVE * motion + ABSOLUTE);
        }
        return occluded;
    }

    private static float norm(float x, float y) {
        return (float) Math.sqrt(x * x + y * y);
    }
}
