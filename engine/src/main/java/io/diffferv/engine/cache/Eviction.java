package io.diffferv.engine.cache;

import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a store's folder to its bound. One process at a time does so; readers and writers do not wait for it. */
record Eviction(Path folder, long mostBytes) {
    static final String ENDING = ".entry";

    private static final Logger LOG = LoggerFactory.getLogger(Eviction.class);
    private static final String LOCK = ".lock";

    /** On a shared disk the owner of a temporary file may live on another machine, and shows life only by writing. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private record Used(Path path, long size, Instant when) {}

    /** Deletes abandoned temporary files, and the entries least recently used as long as there is too much. */
    void run() {
        // A lock of the file system is held by the process; threads of one need their own.
        synchronized (Eviction.class) {
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                LOG.trace("evicting under {}", lock);
                sweep();
                shrink();
            } catch (NoSuchFileException e) {
                LOG.trace("{} does not exist yet", folder);
            } catch (IOException e) {
                LOG.warn("The cache in {} could not be held to its bound: {}", folder, e.toString());
            }
        }
    }

    private void sweep() throws IOException {
        Instant silentSince = Instant.now().minus(SILENCE);
        for (Used file : files("*.partial")) {
            if (AtomicFile.isAbandoned(file.path()) && file.when().isBefore(silentSince)) {
                Files.deleteIfExists(file.path());
            }
        }
    }

    private void shrink() throws IOException {
        List<Used> entries = files("*" + ENDING);
        entries.sort(Comparator.comparing(Used::when));
        long total = entries.stream().mapToLong(Used::size).sum();
        for (Used entry : entries) {
            if (total <= mostBytes) {
                return;
            }
            Files.deleteIfExists(entry.path());
            total -= entry.size();
        }
    }

    private List<Used> files(String pattern) throws IOException {
        List<Used> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            for (Path path : found) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                    files.add(new Used(
                            path,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                } catch (NoSuchFileException e) {
                    LOG.trace("{} went meanwhile", path);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }
}
