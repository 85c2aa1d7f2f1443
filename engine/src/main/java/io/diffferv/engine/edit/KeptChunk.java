package io.diffferv.engine.edit;

import java.nio.ShortBuffer;

/**
 * An edited chunk as the cache holds it, 16 bits a sample: all edited pictures, then all baselines. Mostly a view of a
 * file, so that holding one costs no heap.
 */
final class KeptChunk {
    static final float SAMPLE_STEPS = 65535;

    private final ShortBuffer samples;
    private final int width;
    private final int height;
    private final int size;

    /** @param samples {@code [2, size, 3, height, width]}, not written to any more */
    KeptChunk(ShortBuffer samples, int width, int height, int size) {
        this.samples = samples;
        this.width = width;
        this.height = height;
        this.size = size;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Frames, the halo included. */
    int size() {
        return size;
    }

    /** @return a new array, planes {@code [3, height, width]}, 0 to 1 */
    float[] edited(int frame) {
        return picture(frame);
    }

    /** What the model makes of the unedited frame, like {@link #edited}. */
    float[] baseline(int frame) {
        return picture(size + frame);
    }

    private float[] picture(int index) {
        float[] picture = new float[3 * width * height];
        int from = index * picture.length;
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (samples.get(from + i) & 0xffff) / SAMPLE_STEPS;
        }
        return picture;
    }
}
