package io.diffferv.engine.metrics;

import io.diffferv.engine.flow.FlowField;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.video.RgbImage;
import java.util.function.ToDoubleBiFunction;

/** The pictures and flows of src/test/python/make_metric_goldens.py. */
final class Scenes {
    static final int WIDTH = 28;
    static final int HEIGHT = 20;

    private Scenes() {}

    static float[] scene(double dx, double dy) {
        float[] rgb = new float[3 * WIDTH * HEIGHT];
        for (int i = 0; i < rgb.length; i++) {
            double x = i % WIDTH - dx;
            double y = i / WIDTH % HEIGHT - dy;
            double c = i / (WIDTH * HEIGHT);
            rgb[i] = (float) (0.5 + 0.3 * Math.sin(0.37 * x + 0.23 * y + c) + 0.15 * Math.cos(0.9 * x - 0.7 * y));
        }
        return rgb;
    }

    static float[] edited(float[] image, double seed) {
        float[] edited = image.clone();
        for (int i = 0; i < edited.length; i++) {
            double x = i % WIDTH;
            double y = i / WIDTH % HEIGHT;
            double c = i / (WIDTH * HEIGHT);
            edited[i] += (float) (0.05 * Math.sin(1.7 * x + 2.3 * y + 0.9 * c + seed));
        }
        return edited;
    }

    static RgbImage image(float[] rgb) {
        return new RgbImage(WIDTH, HEIGHT, rgb);
    }

    /** A motion with a boundary at column 20, and a way back that contradicts it in one block. */
    static FlowPair flows() {
        FlowField forward = field(
                (x, y) -> 1.3 + 0.04 * Math.sin(0.3 * x + 0.2 * y) + (x >= 20 ? 2.5 : 0),
                (x, y) -> -0.7 + 0.03 * Math.cos(0.25 * x));
        FlowField backward = field(
                (x, y) -> y >= 5 && y < 9 && x >= 4 && x < 10 ? 1.7 : -1.3, (x, y) -> 0.7 + 0.02 * Math.sin(0.4 * y));
        return new FlowPair(forward, backward);
    }

    private static FlowField field(
            ToDoubleBiFunction<Integer, Integer> horizontal, ToDoubleBiFunction<Integer, Integer> vertical) {
        float[] x = new float[WIDTH * HEIGHT];
        float[] y = new float[WIDTH * HEIGHT];
        for (int p = 0; p < x.length; p++) {
            x[p] = (float) horizontal.applyAsDouble(p % WIDTH, p / WIDTH);
            y[p] = (float) vertical.applyAsDouble(p % WIDTH, p / WIDTH);
        }
        return new FlowField(WIDTH, HEIGHT, x, y);
    }
}
