package io.diffferv.engine.flow;

/** Reads one frame through a flow: what the other frame shows, on this frame's pixel grid. */
public final class FlowWarp {
    private FlowWarp() {}

    /**
     * Bilinear, zero where the flow leads outside the frame.
     *
     * @param planes the frame that the flow points into, {@code [channels, height, width]}; only read
     * @return a new array of the same shape: {@code result(p) = planes(p + flow(p))}
     */
    public static float[] warp(float[] planes, FlowField flow) {
        int pixels = flow.pixels();
        if (planes.length % pixels != 0) {
            throw new IllegalArgumentException(
                    "%d values are no whole number of planes of %d pixels.".formatted(planes.length, pixels));
        }
        float[] warped = new float[planes.length];
        for (int plane = 0; plane < planes.length; plane += pixels) {
            for (int row = 0, pixel = 0; row < flow.height(); row++) {
                for (int column = 0; column < flow.width(); column++, pixel++) {
                    warped[plane + pixel] = Bilinear.sample(
                            planes,
                            plane,
                            flow.width(),
                            flow.height(),
                            column + flow.x()[pixel],
                            row + flow.y()[pixel]);
                }
            }
        }
        return warped;
    }

    /** The opposite flow brought onto this flow's grid: where the pixel came from, according to the other frame. */
    public static FlowField warp(FlowField opposite, FlowField flow) {
        flow.requireSameSize(opposite);
        return new FlowField(flow.width(), flow.height(), warp(opposite.x(), flow), warp(opposite.y(), flow));
    }
}
