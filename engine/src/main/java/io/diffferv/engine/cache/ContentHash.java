package io.diffferv.engine.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Builds the name of a cached result from all that it depends on. Every field goes in with its name, its kind and its
 * length, so that two different sets of fields never read the same. Fields count in the order in which they are added.
 * For use by one thread.
 */
public final class ContentHash {
    private final MessageDigest digest;

    /**
     * Starts a hash.
     *
     * @param kind what is stored under it, and in which version of its format, such as {@code inversion-1}
     */
    public ContentHash(String kind) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        with("kind", kind);
    }

    public ContentHash with(String field, String value) {
        return add(field, 's', ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    public ContentHash with(String field, boolean value) {
        return add(field, 'b', ByteBuffer.wrap(new byte[] {(byte) (value ? 1 : 0)}));
    }

    public ContentHash with(String field, long value) {
        return add(field, 'l', ByteBuffer.allocate(Long.BYTES).putLong(0, value));
    }

    /** Adds a number by its bits: 0.0 and -0.0 differ. */
    public ContentHash with(String field, double value) {
        return add(field, 'd', ByteBuffer.allocate(Double.BYTES).putDouble(0, value));
    }

    /**
     * Adds bytes, such as the pixels of a frame.
     *
     * @param bytes read from position to limit and left as it was
     */
    public ContentHash with(String field, ByteBuffer bytes) {
        return add(field, 'x', bytes.duplicate());
    }

    /**
     * Ends the hash; nothing can be added afterwards.
     *
     * @return SHA-256 in lower-case hexadecimal
     */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private ContentHash add(String field, char kind, ByteBuffer value) {
        byte[] name = field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, name.length));
        digest.update(name);
        digest.update((byte) kind);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, value.remaining()));
        digest.update(value);
        return this;
    }
}
