package io.diffferv.engine.train;

import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Latents of one size on disk, by number. Each record ends in its checksum, so that what a killed run had half written
 * counts as missing. The file beside it says what the latents are of; when that changes they are all forgotten.
 */
final class LatentFile implements AutoCloseable {
    /** A record of zeros, as a hole in the file is, would have the right checksum. */
    private static final int MARK = 0x4C415431;

    private final Path file;
    private final FileChannel channel;
    private final int values;

    private LatentFile(Path file, FileChannel channel, int values) {
        this.file = file;
        this.channel = channel;
        this.values = values;
    }

    /**
     * @param identity everything that decides the latents
     * @param values numbers in each record
     * @throws io.diffferv.engine.failure.EditException when it cannot be made or read
     */
    static LatentFile open(Path file, String identity, int values) {
        try {
            Path key = file.resolveSibling(file.getFileName() + ".key");
            if (!Files.exists(key) || !Files.readString(key).equals(identity)) {
                Files.deleteIfExists(file);
                AtomicFile.write(key, out -> out.write(ByteBuffer.wrap(identity.getBytes("UTF-8"))));
            }
            return new LatentFile(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    values);
        } catch (IOException e) {
            throw AtomicFile.unwritable(file, e);
        }
    }

    /** The record's latents; empty when it was never kept, or only half. */
    Optional<float[]> find(long number) {
        ByteBuffer bytes = ByteBuffer.allocate(length()).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, number * length() + bytes.position()) < 0) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        float[] latents = new float[values];
        bytes.flip().asFloatBuffer().get(latents);
        return bytes.getInt(length() - Integer.BYTES) == checksum(bytes) ? Optional.of(latents) : Optional.empty();
    }

    /** @throws io.diffferv.engine.failure.EditException {@code TRY_AGAIN} when the disk is full */
    void keep(long number, float[] latents) {
        ByteBuffer bytes = ByteBuffer.allocate(length()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(latents);
        bytes.putInt(length() - Integer.BYTES, checksum(bytes));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, number * length() + bytes.position());
            }
        } catch (IOException e) {
            throw AtomicFile.unwritable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int length() {
        return Float.BYTES * values + Integer.BYTES;
    }

    private int checksum(ByteBuffer record) {
        CRC32 checksum = new CRC32();
        checksum.update(record.array(), 0, Float.BYTES * values);
        return (int) checksum.getValue() ^ MARK;
    }
}
