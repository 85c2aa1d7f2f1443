package io.diffferv.engine.metrics;

/** Peak signal-to-noise ratio of images in [0, 1]: 20 log10(1 / sqrt(MSE)) (method.md N). */
public final class Psnr {
    /** What identical images count as, in dB, so that a mean over frames stays a number. */
    public static final double IDENTICAL = 100;

    private Psnr() {}

    /** PSNR in dB over all pixels and channels of two images of one size. */
    public static double of(float[] reference, float[] image) {
        if (reference.length != image.length || image.length == 0) {
            throw new IllegalArgumentException(
                    "Images of %d and %d values cannot be compared.".formatted(reference.length, image.length));
        }
        double sum = 0;
        for (int i = 0; i < image.length; i++) {
            double difference = (double) image[i] - reference[i];
            sum += difference * difference;
        }
        return ofSquaredError(sum / image.length);
    }

    /**
     * @param meanSquaredError not negative
     * @return at most {@link #IDENTICAL}
     */
    static double ofSquaredError(double meanSquaredError) {
        return Math.min(IDENTICAL, -10 * Math.log10(meanSquaredError));
    }
}
