package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Inversions and edited chunks on disk, under the hash of everything that decides them. An edited chunk is kept in 16
 * bits a sample, and callers use what is kept also when they have just made it: a run that resumes gives the file that
 * an uninterrupted one gives.
 */
public final class EditCache implements LatentStore {
    private final ContentStore store;

    public EditCache(ContentStore store) {
        this.store = store;
    }

    @Override
    public Optional<List<float[]>> find(String key, int levels, int values) {
        return store.get(key)
                .filter(bytes -> bytes.remaining() == (long) Float.BYTES * levels * values)
                .map(bytes -> floats(bytes, levels, values));
    }

    private static List<float[]> floats(ByteBuffer bytes, int levels, int values) {
        FloatBuffer numbers = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        List<float[]> read = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            float[] latents = new float[values];
            numbers.get(latents);
            read.add(latents);
        }
        return read;
    }

    @Override
    public void keep(String key, List<float[]> levels) {
        store.put(key, out -> {
            WritableByteChannel channel = Channels.newChannel(out);
            for (float[] level : levels) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(Float.BYTES * level.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(level);
                channel.write(bytes);
            }
        });
    }

    /**
     * @param size frames that the chunk must have, its halo included
     * @return the chunk, if it was kept
     */
    Optional<KeptChunk> findChunk(String key, int width, int height, int size) {
        long expected = 2L * Short.BYTES * 3 * width * height * size;
        return store.get(key)
                .filter(bytes -> bytes.remaining() == expected)
                .map(bytes -> new KeptChunk(bytes.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer(), width, height, size));
    }

    /** Keeps a chunk; @return it as it will be read back */
    KeptChunk keepChunk(String key, EditedChunk chunk) {
        int values = 3 * chunk.width() * chunk.height();
        ByteBuffer bytes =
                ByteBuffer.allocate(2 * Short.BYTES * values * chunk.size()).order(ByteOrder.LITTLE_ENDIAN);
        ShortBuffer samples = bytes.asShortBuffer();
        for (List<float[]> pictures : List.of(chunk.edited(), chunk.baseline())) {
            for (float[] picture : pictures) {
                for (float value : picture) {
                    samples.put((short) Math.round(value * KeptChunk.SAMPLE_STEPS));
                }
            }
        }
        store.put(key, out -> out.write(bytes.array()));
        // A file that is mapped in costs no heap; a chunk larger than the cache has none.
        return findChunk(key, chunk.width(), chunk.height(), chunk.size())
                .orElseGet(() -> new KeptChunk(samples.flip(), chunk.width(), chunk.height(), chunk.size()));
    }
}
