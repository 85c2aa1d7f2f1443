package io.diffferv.engine.storage;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

    /**
     * The same in lower-case hexadecimal.
     *
     * @throws EditException {@code BAD_INPUT} when the file cannot be read
     */
    public static String hex(Path file) {
        try {
            return HexFormat.of().formatHex(of(file));
        } catch (IOException e) {
            throw new EditException(
                    FailureCode.BAD_INPUT,
                    new Problem(
                            "the file cannot be read",
                            file.toString(),
                            "a file that is there and can be read",
                            e.getClass().getSimpleName() + ": " + e.getMessage(),
                            "check its name, the disk it lies on and its permissions"),
                    e);
        }
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
