package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentHash;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Neighbouring frames at the model's working size.
 *
 * @param frames red, green and blue planes {@code [3, height, width]}, 0 to 1; not to be changed
 */
public record Clip(int width, int height, List<float[]> frames) {
    public Clip {
        frames = List.copyOf(frames);
        for (float[] frame : frames) {
            if (frame.length != 3 * width * height) {
                throw new IllegalArgumentException("%d samples for %dx%d".formatted(frame.length, width, height));
            }
        }
    }

    public int size() {
        return frames.size();
    }

    /** Adds size and samples to the hash of something that depends on them. */
    void addTo(ContentHash hash) {
        hash.with("width", width).with("height", height);
        for (float[] frame : frames) {
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * frame.length);
            bytes.asFloatBuffer().put(frame);
            hash.with("frame", bytes);
        }
    }
}
