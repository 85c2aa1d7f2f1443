package io.diffferv.engine.cache;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of results under the hash of what they depend on ({@link ContentHash}). Entries appear whole or not at all,
 * are checked when they are read, and make room for newer ones when the folder outgrows its bound, the least recently
 * used first. Any number of threads and processes may share a folder.
 */
public final class ContentStore {
    private static final Logger LOG = LoggerFactory.getLogger(ContentStore.class);
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final Eviction eviction;

    /** Writes the content of an entry. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Uses a folder, which is made when the first entry is put, and clears away what killed processes left half done.
     *
     * @param mostBytes size that the entries together are held to; larger ones are not kept
     */
    public ContentStore(Path folder, long mostBytes) {
        this.folder = folder;
        this.eviction = new Eviction(folder, mostBytes);
        eviction.run();
    }

    /**
     * Stores an entry, replacing one of the same key, and makes room for it.
     *
     * @param key lower-case hexadecimal SHA-256
     * @param body writes the content, at most 2 GiB; what it throws besides {@link IOException} passes unchanged
     * @throws EditException with {@link FailureCode#TRY_AGAIN} when the disk is full, {@link FailureCode#BAD_INPUT} when
     *     the folder cannot be written; nothing is left behind, and an entry that was there stays
     */
    public void put(String key, Body body) {
        Path path = path(key);
        AtomicFile.write(path, channel -> EntryFile.write(channel, body));
        // The file system's clock ticks more coarsely than touch does, and would make this entry older than it is.
        touch(path);
        eviction.run();
    }

    /**
     * Finds an entry and checks it. A damaged one is deleted and counts as absent, as does one that cannot be read: the
     * result can always be made again.
     *
     * @return a read-only view of the content, valid as long as it is referenced, even when the entry is evicted
     */
    public Optional<ByteBuffer> get(String key) {
        Path path = path(key);
        try (FileChannel channel = FileChannel.open(path)) {
            if (EntryFile.isIntact(channel)) {
                touch(path);
                return Optional.of(EntryFile.map(channel));
            }
            LOG.warn("{} is damaged and was dropped; its result is made again.", path);
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is not cached", key);
        } catch (IOException e) {
            LOG.warn("{} cannot be read and is passed over: {}", path, e.toString());
        }
        return Optional.empty();
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal: " + key);
        }
        return folder.resolve(key + Eviction.ENDING);
    }

    // The time of change is the time of last use. A read-only folder, or an entry evicted this moment, has none to
    // keep.
    private static void touch(Path path) {
        try {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.debug("{} could not be marked as used: {}", path, e.toString());
        }
    }
}
