package io.diffferv.engine.train;

import io.diffferv.engine.video.RgbImage;
import java.util.Random;

/**
 * Where a picture lies on the square canvas: faces in real footage are neither centred nor of one size (method.md B.4).
 * What it leaves free is its own mirror image.
 *
 * @param scale short side of the picture, as a share of the canvas's side
 * @param across where it lies in the free or the excess width, 0 (left) to 1
 * @param down likewise in height
 * @param flipped left and right exchanged
 */
record Placement(double scale, double across, double down, boolean flipped) {
    /** Filling the canvas, the middle of a longer side. */
    static final Placement CENTRED = new Placement(1, 0.5, 0.5, false);

    static Placement random(Random random, double leastScale) {
        double scale = leastScale + (1 - leastScale) * random.nextDouble();
        return new Placement(scale, random.nextDouble(), random.nextDouble(), random.nextBoolean());
    }

    /** @return a {@code size x size} picture */
    RgbImage place(RgbImage picture, int size) {
        double factor = scale * size / Math.min(picture.width(), picture.height());
        RgbImage scaled = picture.resized((int) Math.max(1, Math.round(picture.width() * factor)), (int)
                Math.max(1, Math.round(picture.height() * factor)));
        int left = (int) Math.round(across * (size - scaled.width()));
        int top = (int) Math.round(down * (size - scaled.height()));
        float[] samples = new float[RgbImage.CHANNELS * size * size];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int y = 0; y < size; y++) {
                int fromY = mirrored(y - top, scaled.height());
                for (int x = 0; x < size; x++) {
                    int canvasX = flipped ? size - 1 - x : x;
                    samples[(channel * size + y) * size + canvasX] =
                            scaled.at(channel, fromY, mirrored(x - left, scaled.width()));
                }
            }
        }
        return new RgbImage(size, size, samples);
    }

    private static int mirrored(int at, int length) {
        int folded = Math.floorMod(at, 2 * length);
        return folded < length ? folded : 2 * length - 1 - folded;
    }
}
