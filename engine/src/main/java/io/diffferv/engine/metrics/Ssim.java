package io.diffferv.engine.metrics;

/**
 * Structural similarity (Wang et al. 2004) of images in [0, 1]: Gaussian window of 11 x 11 pixels with sigma 1.5, zero
 * padding, per colour channel, mean of the map (method.md N).
 */
public final class Ssim {
    private static final int RADIUS = 5;
    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final double[] WINDOW = gaussian();

    private Ssim() {}

    /**
     * @param reference {@code [channels, height, width]}
     * @param image likewise
     * @return mean over pixels and channels, 1 for identical images
     */
    public static double of(float[] reference, float[] image, int width, int height) {
        int pixels = width * height;
        if (reference.length != image.length || image.length == 0 || image.length % pixels != 0) {
            throw new IllegalArgumentException("Images of %d and %d values are no whole planes of %d x %d pixels."
                    .formatted(reference.length, image.length, width, height));
        }
        double sum = 0;
        for (int plane = 0; plane < image.length; plane += pixels) {
            sum += sumOfMap(reference, image, plane, width, height);
        }
        return sum / image.length;
    }

    private static double sumOfMap(float[] reference, float[] image, int plane, int width, int height) {
        int pixels = width * height;
        double[] x = new double[pixels];
        double[] y = new double[pixels];
        double[] xx = new double[pixels];
        double[] yy = new double[pixels];
        double[] xy = new double[pixels];
        for (int p = 0; p < pixels; p++) {
            x[p] = reference[plane + p];
            y[p] = image[plane + p];
            xx[p] = x[p] * x[p];
            yy[p] = y[p] * y[p];
            xy[p] = x[p] * y[p];
        }
        double[] scratch = new double[pixels];
        for (double[] map : new double[][] {x, y, xx, yy, xy}) {
            blur(map, scratch, width, height);
        }
        double sum = 0;
        for (int p = 0; p < pixels; p++) {
            double meanProduct = x[p] * y[p];
            double squaredMeans = x[p] * x[p] + y[p] * y[p];
            double covariance = xy[p] - meanProduct;
            double variances = xx[p] + yy[p] - squaredMeans;
            sum += (2 * meanProduct + C1) * (2 * covariance + C2) / ((squaredMeans + C1) * (variances + C2));
        }
        return sum;
    }

    /** The window as two passes, rows then columns, in place. */
    private static void blur(double[] map, double[] scratch, int width, int height) {
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double sum = 0;
                for (int k = Math.max(-RADIUS, -column); k <= Math.min(RADIUS, width - 1 - column); k++) {
                    sum += WINDOW[k + RADIUS] * map[row * width + column + k];
                }
                scratch[row * width + column] = sum;
            }
        }
        for (int row = 0; row < height; row++) {
            int from = Math.max(-RADIUS, -row);
            int to = Math.min(RADIUS, height - 1 - row);
            for (int column = 0; column < width; column++) {
                double sum = 0;
                for (int k = from; k <= to; k++) {
                    sum += WINDOW[k + RADIUS] * scratch[(row + k) * width + column];
                }
                map[row * width + column] = sum;
            }
        }
    }

    private static double[] gaussian() {
        double[] window = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int k = 0; k < window.length; k++) {
            window[k] = Math.exp(-(k - RADIUS) * (k - RADIUS) / (2 * SIGMA * SIGMA));
            sum += window[k];
        }
        for (int k = 0; k < window.length; k++) {
            window[k] /= sum;
        }
        return window;
    }
}
