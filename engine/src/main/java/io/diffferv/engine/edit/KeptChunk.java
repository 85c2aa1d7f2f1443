package io.diffferv.engine.edit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.Channels;
import java.util.stream.IntStream;

/**
 * An edited chunk as the cache holds it, 16 bits a sample: all edited pictures, then all baselines. It is used also
 * where it has just been made: a run that resumes gives the file that an uninterrupted one gives. Any number of threads
 * may read.
 */
final class KeptChunk {
    private static final float SAMPLE_STEPS = 65535;

    private final ByteBuffer bytes;
    private final ShortBuffer samples;
    private final int width;
    private final int height;
    private final int size;

    /**
     * @param bytes samples {@code [2, size, 3, height, width]}, little-endian, not written to any more
     */
    KeptChunk(ByteBuffer bytes, int width, int height, int size) {
        this.bytes = bytes;
        this.samples = bytes.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        this.width = width;
        this.height = height;
        this.size = size;
    }

    /** Rounds what a pipeline has made, on the heap. */
    static KeptChunk of(EditedChunk chunk) {
        int size = chunk.size();
        int bytes = Math.toIntExact(bytes(chunk.width(), chunk.height(), size));
        KeptChunk kept = new KeptChunk(ByteBuffer.allocate(bytes), chunk.width(), chunk.height(), size);
        IntStream.range(0, size).parallel().forEach(frame -> {
            kept.put(frame, chunk.edited().get(frame));
            kept.put(size + frame, chunk.baseline().get(frame));
        });
        return kept;
    }

    static long bytes(int width, int height, int size) {
        return 2L * Short.BYTES * 3 * width * height * size;
    }

    private void put(int index, float[] picture) {
        short[] rounded = new short[picture.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (short) Math.round(picture[i] * SAMPLE_STEPS);
        }
        samples.put(index * rounded.length, rounded);
    }

    void writeTo(OutputStream out) throws IOException {
        Channels.newChannel(out).write(bytes.duplicate());
    }

    /** Whether it takes room on the heap, unlike a view of a file. */
    boolean onHeap() {
        return bytes.hasArray();
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
        short[] rounded = new short[3 * width * height];
        samples.get(index * rounded.length, rounded);
        float[] picture = new float[rounded.length];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (rounded[i] & 0xffff) / SAMPLE_STEPS;
        }
        return picture;
    }
}
