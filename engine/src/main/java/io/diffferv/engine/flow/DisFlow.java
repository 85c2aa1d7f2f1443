package io.diffferv.engine.flow;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_video.DISOpticalFlow;

/**
 * Dense inverse search (Kroeger et al. 2016) as OpenCV has it, preset MEDIUM: the flow that needs no weights. Holds no
 * state between calls.
 */
public final class DisFlow implements FlowEstimator {
    /** Below this side length the coarsest level of the search has no whole patch left; such frames are extended. */
    private static final int SMALLEST_SIDE = 32;

    static {
        // The search splits a frame into one stripe per thread and does not look across stripes: only a fixed number
        // of threads gives the same flow on every machine. The setting is OpenCV's and holds for the whole process.
        opencv_core.setNumThreads(1);
    }

    @Override
    public String name() {
        return "dis-medium";
    }

    @Override
    public boolean isThreadSafe() {
        return true;
    }

    @Override
    public FlowPair estimate(float[] firstRgbChw, float[] secondRgbChw, int width, int height) {
        try (PointerScope scope = new PointerScope();
                Mat first = luma(firstRgbChw, width, height);
                Mat second = luma(secondRgbChw, width, height)) {
            return new FlowPair(search(first, second, width, height), search(second, first, width, height));
        }
    }

    private static FlowField search(Mat from, Mat to, int width, int height) {
        try (DISOpticalFlow search = DISOpticalFlow.create(DISOpticalFlow.PRESET_MEDIUM);
                Mat flow = new Mat()) {
            search.calc(from, to, flow);
            int columns = flow.cols();
            FloatBuffer interleaved = flow.createBuffer();
            float[] x = new float[width * height];
            float[] y = new float[width * height];
            for (int pixel = 0; pixel < x.length; pixel++) {
                int source = 2 * (pixel / width * columns + pixel % width);
                x[pixel] = interleaved.get(source);
                y[pixel] = interleaved.get(source + 1);
            }
            return new FlowField(width, height, x, y);
        }
    }

    /** Luma (BT.601) in 8 bits, the last column and row repeated up to the smallest side; owned by the caller. */
    private static Mat luma(float[] rgb, int width, int height) {
        int pixels = width * height;
        if (rgb.length != 3 * pixels) {
            throw new IllegalArgumentException("An RGB frame of %d x %d pixels has %d values, not %d."
                    .formatted(width, height, 3 * pixels, rgb.length));
        }
        int columns = Math.max(width, SMALLEST_SIDE);
        int rows = Math.max(height, SMALLEST_SIDE);
        Mat luma = new Mat(rows, columns, opencv_core.CV_8UC1);
        ByteBuffer bytes = luma.createBuffer();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int pixel = Math.min(row, height - 1) * width + Math.min(column, width - 1);
                float value = 0.299f * rgb[pixel] + 0.587f * rgb[pixels + pixel] + 0.114f * rgb[2 * pixels + pixel];
                bytes.put((byte) Math.round(255 * Math.min(1, Math.max(0, value))));
            }
        }
        return luma;
    }
}
