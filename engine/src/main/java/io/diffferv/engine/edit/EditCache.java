package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Inversions and edited chunks on disk, under the hash of everything that decides them.
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
        return store.get(key)
                .filter(bytes -> bytes.remaining() == KeptChunk.bytes(width, height, size))
                .map(bytes -> new KeptChunk(bytes, width, height, size));
    }

    void keepChunk(String key, KeptChunk chunk) {
        store.put(key, chunk::writeTo);
    }
}
