package io.diffferv.engine.video;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * An upright RGB picture, or a difference of two, as the networks take it.
 *
 * <p>The samples are planar {@code [3, height, width]}, red first; a picture's lie in [0, 1], a difference's in
 * [-1, 1]. The image shares the array it is made of: whoever hands one over no longer writes to it.
 */
public final class RgbImage {
    public static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final float[] samples;

    /**
     * @param samples planar {@code [3, height, width]}; taken over, not copied
     */
    public RgbImage(int width, int height, float[] samples) {
        if (width <= 0 || height <= 0 || samples.length != Math.multiplyExact(CHANNELS, width * height)) {
            throw new IllegalArgumentException(
                    "%d samples are no RGB image of %dx%d".formatted(samples.length, width, height));
        }
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    public static RgbImage black(int width, int height) {
        return new RgbImage(width, height, new float[CHANNELS * width * height]);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The samples themselves, planar {@code [3, height, width]}; not a copy. */
    public float[] samples() {
        return samples;
    }

    public float at(int channel, int y, int x) {
        return samples[(channel * height + y) * width + x];
    }

    /** A scaled copy: area averages when it shrinks, bicubic when it grows; the same image when the size is the same. */
    public RgbImage resized(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        float[] scaled = new float[CHANNELS * newWidth * newHeight];
        for (int channel = 0; channel < CHANNELS; channel++) {
            scale(samples, channel, width, height, scaled, newWidth, newHeight);
        }
        return new RgbImage(newWidth, newHeight, scaled);
    }

    /** One plane by the same rule; the same array when the size is the same. */
    static float[] resized(float[] plane, int width, int height, int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return plane;
        }
        float[] scaled = new float[newWidth * newHeight];
        scale(plane, 0, width, height, scaled, newWidth, newHeight);
        return scaled;
    }

    private static void scale(
            float[] planes, int channel, int width, int height, float[] scaled, int newWidth, int newHeight) {
        boolean shrinks = newWidth <= width && newHeight <= height;
        int method = shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_CUBIC;
        try (PointerScope scope = new PointerScope();
                Size size = new Size(newWidth, newHeight)) {
            Mat from = new Mat(height, width, opencv_core.CV_32FC1);
            new FloatPointer(from.data()).put(planes, channel * width * height, width * height);
            Mat to = new Mat();
            opencv_imgproc.resize(from, to, size, 0, 0, method);
            new FloatPointer(to.data()).get(scaled, channel * newWidth * newHeight, newWidth * newHeight);
        }
    }

    /** Planes of this upright image as they lie in a picture that is turned to stand upright. */
    public float[][] coded(Rotation rotation) {
        int codedWidth = rotation.swapsSides() ? height : width;
        int codedHeight = rotation.swapsSides() ? width : height;
        int step = rotation.step(codedHeight);
        float[][] planes = new float[CHANNELS][width * height];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int y = 0, to = 0; y < codedHeight; y++) {
                int from = channel * width * height + rotation.rowStart(y, codedWidth, codedHeight);
                for (int x = 0; x < codedWidth; x++, from += step) {
                    planes[channel][to++] = samples[from];
                }
            }
        }
        return planes;
    }
}
