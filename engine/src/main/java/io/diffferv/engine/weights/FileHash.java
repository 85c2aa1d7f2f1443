package io.diffferv.engine.weights;

import io.diffferv.engine.storage.FileDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** SHA-256 of files; one that kept its size and time of change is not read again in this process. */
final class FileHash {
    private static final Map<Version, byte[]> KNOWN = new ConcurrentHashMap<>();

    private record Version(Path path, long size, FileTime changed) {}

    private FileHash() {}

    /**
     * Hash over the hashes of the files, in order.
     *
     * @return lower-case hexadecimal
     */
    static String of(List<Path> files) {
        MessageDigest digest = FileDigest.begin();
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
                known = FileDigest.of(file);
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
}
