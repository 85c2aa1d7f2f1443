package io.diffferv.engine.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** SHA-256 of files; one that kept its size and time of change is not read again in this process. */
final class FileHash {
    private static final int BLOCK = 1 << 20;
    private static final Map<Version, byte[]> KNOWN = new ConcurrentHashMap<>();

    private record Version(Path path, long size, FileTime changed) {}

    private FileHash() {}

    /**
     * Hash over the hashes of the files, in order.
     *
     * @return lower-case hexadecimal
     */
    static String of(List<Path> files) {
        MessageDigest digest = sha256();
        for (Path file : files) {
            // The name keeps two files from trading places unnoticed.
            digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(of(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] of(Path file) {
        try {
            Version version =
                    new Version(file.toAbsolutePath().normalize(), Files.size(file), Files.getLastModifiedTime(file));
            byte[] known = KNOWN.get(version);
            if (known == null) {
                known = read(file);
                KNOWN.put(version, known);
            }
            return known;
        } catch (IOException e) {
            throw ModelProblem.of(
                    file.toString(),
                    "a part of the model cannot be read",
                    "a readable file",
                    e.getClass().getSimpleName() + ": " + e.getMessage(),
                    "check that the folder is complete");
        }
    }

    private static byte[] read(Path file) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(block.clear()) >= 0) {
                digest.update(block.flip());
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
