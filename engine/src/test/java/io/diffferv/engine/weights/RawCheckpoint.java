package io.diffferv.engine.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** PyTorch archives put together by hand, around any pickle. */
final class RawCheckpoint implements AutoCloseable {
    private final Path path;
    private final ZipOutputStream zip;

    RawCheckpoint(Path path) {
        this.path = path;
        try {
            this.zip = new ZipOutputStream(Files.newOutputStream(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An archive with nothing but a pickle.
     *
     * @param pickle opcodes; characters up to U+00FF stand for bytes
     */
    static Path ofPickle(Path path, String pickle) {
        try (RawCheckpoint checkpoint = new RawCheckpoint(path)) {
            checkpoint.stored("a/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
        }
        return path;
    }

    RawCheckpoint stored(String name, byte[] content) {
        ZipEntry entry = new ZipEntry(name);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        return put(entry, content);
    }

    RawCheckpoint compressed(String name, byte[] content) {
        return put(new ZipEntry(name), content);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawCheckpoint put(ZipEntry entry, byte[] content) {
        try {
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
