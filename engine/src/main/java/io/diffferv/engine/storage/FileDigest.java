package io.diffferv.engine.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) of what a file holds. */
public final class FileDigest {
    private static final int BLOCK = 1 << 20;

    private FileDigest() {}

    /**
     * Reads the whole file, a block at a time.
     *
     * @return 32 bytes
     */
    public static byte[] of(Path file) throws IOException {
        MessageDigest digest = begin();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(block.clear()) >= 0) {
                digest.update(block.flip());
            }
        }
        return digest.digest();
    }

    /** A digest that has seen nothing yet. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
