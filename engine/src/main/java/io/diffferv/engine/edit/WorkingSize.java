package io.diffferv.engine.edit;

/**
 * Size of the pictures that the model sees.
 *
 * @param width pixels, 0 where the source's shape decides
 * @param height pixels, 0 where the source's shape decides
 * @param shortSide pixels of the shorter side, 0 where model and quality decide
 */
public record WorkingSize(int width, int height, int shortSide) {
    public static final WorkingSize AUTO = new WorkingSize(0, 0, 0);

    /** The U-Net halves latents three times and a latent is 8 pixels wide. */
    private static final int MULTIPLE = 64;

    /**
     * The size for a source of this size; sides are multiples of 64.
     *
     * @param least short side in pixels that is taken for smaller sources too
     * @param most short side that is taken as far as the source has the pixels
     */
    public Resolved resolve(int sourceWidth, int sourceHeight, int least, int most) {
        if (width > 0) {
            return new Resolved(rounded(width), rounded(height));
        }
        int sourceSide = Math.min(sourceWidth, sourceHeight);
        int side = shortSide > 0 ? shortSide : Math.max(least, Math.min(most, sourceSide));
        double scale = side / (double) sourceSide;
        return new Resolved(rounded(sourceWidth * scale), rounded(sourceHeight * scale));
    }

    /** A size in pixels. */
    public record Resolved(int width, int height) {}

    private static int rounded(double side) {
        return Math.max(MULTIPLE, (int) Math.round(side / MULTIPLE) * MULTIPLE);
    }
}
