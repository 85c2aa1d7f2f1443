package io.diffferv.engine.demo;

import io.diffferv.engine.video.RgbImage;

/**
 * A head and shoulders before a plain wall, painted with soft ellipses. The model has seen many portraits with mirrored
 * borders and samples such from bare noise; from a noised sketch it samples one person who looks at the camera.
 */
final class Sketch {
    /** The picture's middle column and this row, over its height, are the head's centre. */
    private static final double HEAD_Y = 0.45;

    /** Pictures of faces that the model has seen show little else. */
    private static final double SCALE = 1.4;

    /** From one colour to the next. */
    private static final double EDGE = 0.02;

    private final int width;
    private final int height;
    private final float[] planes;

    private Sketch(int width, int height) {
        this.width = width;
        this.height = height;
        this.planes = new float[RgbImage.CHANNELS * width * height];
    }

    static RgbImage of(int width, int height) {
        Sketch sketch = new Sketch(width, height);
        sketch.wall();
        sketch.ellipse(0, 0.62, 0.42, 0.27, 0.22, 0.27, 0.36);
        sketch.ellipse(0, 0.27, 0.1, 0.14, 0.68, 0.5, 0.42);
        sketch.ellipse(0, -0.06, 0.215, 0.25, 0.17, 0.12, 0.09);
        sketch.ellipse(0, 0.025, 0.195, 0.25, 0.8, 0.61, 0.51);
        sketch.ellipse(0, -0.215, 0.17, 0.06, 0.17, 0.12, 0.09);
        for (int side : new int[] {-1, 1}) {
            sketch.ellipse(side * 0.085, -0.07, 0.05, 0.014, 0.2, 0.17, 0.13);
            sketch.ellipse(side * 0.085, -0.02, 0.04, 0.018, 0.85, 0.78, 0.74);
            sketch.ellipse(side * 0.085, -0.02, 0.022, 0.02, 0.12, 0.1, 0.08);
        }
        sketch.ellipse(0, 0.075, 0.03, 0.022, 0.72, 0.52, 0.43);
        sketch.ellipse(0, 0.155, 0.07, 0.02, 0.62, 0.36, 0.33);
        return new RgbImage(width, height, sketch.planes);
    }

    private void wall() {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double light = 0.04 * (0.5 - (double) y / height) + 0.03 * (0.5 - (double) x / width);
                put(x, y, 0.6 + light, 0.64 + light, 0.66 + light, 1);
            }
        }
    }

    /** Centre from the head's centre and half sides, over the picture's height before {@link #SCALE}. */
    private void ellipse(double centreX, double centreY, double a, double b, double red, double green, double blue) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = ((x + 0.5 - 0.5 * width) / height / SCALE - centreX) / a;
                double v = (((y + 0.5) / height - HEAD_Y) / SCALE - centreY) / b;
                double outside = (Math.hypot(u, v) - 1) * Math.min(a, b);
                put(x, y, red, green, blue, Math.max(0, Math.min(1, 0.5 - outside / EDGE)));
            }
        }
    }

    private void put(int x, int y, double red, double green, double blue, double share) {
        double[] ink = {red, green, blue};
        for (int channel = 0; channel < ink.length; channel++) {
            int at = (channel * height + y) * width + x;
            planes[at] += (float) (share * (ink[channel] - planes[at]));
        }
    }
}
