package io.diffferv.engine.video;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file in the making, beside the place it will have: complete and on the disk when it gets its name, gone otherwise.
 * Its name is fixed, so a killed run's remains are overwritten by the next, and locked, so two runs do not mix.
 */
final class PartFile implements AutoCloseable {
    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private boolean settled;

    private PartFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    static PartFile create(Path target) {
        Path absolute = target.toAbsolutePath();
        Path part = absolute.resolveSibling("." + absolute.getFileName() + ".part");
        if (Files.isDirectory(absolute)) {
            throw refused(target, "the output is a folder", "a file name", "a folder");
        }
        try {
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new EditException(
                        FailureCode.TRY_AGAIN,
                        new Problem(
                                "another run is writing this output",
                                target.toString(),
                                "no other writer",
                                "a lock on " + part.getFileName(),
                                "wait for it to end"));
            }
            return new PartFile(target, part, channel);
        } catch (IOException e) {
            throw refused(target, "the output cannot be written", "a folder that can be written to", e.toString());
        }
    }

    Path path() {
        return part;
    }

    /** Makes what was written durable and gives it its name, replacing a file of that name. */
    void commit() {
        try {
            channel.force(true);
            Files.move(part, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
            settled = true;
            try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw writeFailed(target, e.toString());
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!settled) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw writeFailed(target, e.toString());
        }
    }

    static EditException writeFailed(Path target, String found) {
        return new EditException(
                FailureCode.TRY_AGAIN,
                new Problem(
                        "the output could not be written to the end",
                        target.toString(),
                        "a disk with room for it",
                        found,
                        "make room and run the same command again"));
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static EditException refused(Path target, String what, String expected, String found) {
        return new EditException(
                FailureCode.BAD_REQUEST,
                new Problem(what, target.toString(), expected, found, "name another output file"));
    }
}
