package io.diffferv.engine.demo;

import io.diffferv.engine.video.RgbImage;

/**
 * Moves a portrait: the camera pans and zooms, the head turns and nods as the front of a sphere would, and the mouth
 * opens and shuts. Coordinates are in half widths of the portrait, the origin in its middle.
 *
 * @param phase place in the clip, 0 to 1; the end joins the beginning
 */
record Motion(double phase) {
    private static final double HEAD_X = 0;
    private static final double HEAD_Y = -0.05;
    private static final double HEAD_RADIUS = 0.62;
    private static final double MOUTH_Y = 0.41;

    /** One frame, {@code width x height}; the shorter side shows most of the portrait. */
    RgbImage frame(RgbImage portrait, int width, int height) {
        float[] samples = new float[RgbImage.CHANNELS * width * height];
        double unit = 2.0 / Math.min(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (x + 0.5 - width / 2.0) * unit / zoom() + pan();
                double v = (y + 0.5 - height / 2.0) * unit / zoom();
                double weight = headWeight(u, v);
                double atX = u - 0.10 * weight * Math.sin(2 * Math.PI * phase);
                double atY = v - 0.035 * weight * Math.sin(4 * Math.PI * phase);
                copy(portrait, atX, atY - mouth(atX, atY), samples, y * width + x, width * height);
            }
        }
        return new RgbImage(width, height, samples);
    }

    private double zoom() {
        return 1.12 + 0.05 * Math.cos(2 * Math.PI * phase);
    }

    private double pan() {
        return 0.05 * Math.cos(2 * Math.PI * phase);
    }

    /** 1 at the tip of the nose, falling smoothly to 0 around the head, so that the background stands still. */
    private static double headWeight(double u, double v) {
        double x = (u - HEAD_X) / HEAD_RADIUS;
        double y = (v - HEAD_Y) / HEAD_RADIUS;
        double inside = Math.max(0, 1 - (x * x + y * y) / 2.2);
        return inside * inside;
    }

    /** How far below the open lips the portrait's own lie. */
    private double mouth(double u, double v) {
        double open = 0.035 * Math.pow(Math.sin(6 * Math.PI * phase), 2);
        double x = u / 0.22;
        double y = (v - MOUTH_Y) / 0.16;
        return open * Math.exp(-x * x - y * y) * Math.tanh(3 * y);
    }

    private static void copy(RgbImage from, double u, double v, float[] to, int pixel, int plane) {
        double x = mirror((u + 1) * from.width() / 2 - 0.5, from.width() - 1);
        double y = mirror((v + 1) * from.height() / 2 - 0.5, from.height() - 1);
        int left = Math.min((int) x, from.width() - 2);
        int top = Math.min((int) y, from.height() - 2);
        float right = (float) (x - left);
        float below = (float) (y - top);
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            float upper = mix(from.at(channel, top, left), from.at(channel, top, left + 1), right);
            float lower = mix(from.at(channel, top + 1, left), from.at(channel, top + 1, left + 1), right);
            to[channel * plane + pixel] = mix(upper, lower, below);
        }
    }

    private static float mix(float one, float other, float share) {
        return one + (other - one) * share;
    }

    private static double mirror(double value, double most) {
        double inside = Math.abs(value);
        return inside > most ? 2 * most - inside : inside;
    }
}
