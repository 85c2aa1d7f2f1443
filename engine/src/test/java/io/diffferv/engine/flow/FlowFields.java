package io.diffferv.engine.flow;

import java.util.Arrays;

/** Flow fields that tests of several rooms need. */
public final class FlowFields {
    private FlowFields() {}

    public static FlowField constant(int width, int height, float x, float y) {
        float[] horizontal = new float[width * height];
        float[] vertical = new float[width * height];
        Arrays.fill(horizontal, x);
        Arrays.fill(vertical, y);
        return new FlowField(width, height, horizontal, vertical);
    }

    /** A scene that moves as a whole. */
    public static FlowPair translation(int width, int height, float x, float y) {
        return new FlowPair(constant(width, height, x, y), constant(width, height, -x, -y));
    }
}
