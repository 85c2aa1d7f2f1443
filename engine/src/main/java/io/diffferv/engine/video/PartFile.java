package io.diffferv.engine.video;

import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EFBIG;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_ENOSPC;

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
public final class PartFile implements AutoCloseable {
    /** Linux's EDQUOT, which the presets do not name. */
    private static final int QUOTA_EXCEEDED = -122;

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private boolean settled;

    private PartFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /** @throws EditException when the place cannot be written, or another run writes there */
    public static PartFile create(Path target) {
        Path absolute = target.toAbsolutePath();
        Path part = absolute.resolveSibling("." + absolute.getFileName() + ".part");
        if (Files.isDirectory(absolute)) {
            throw failure(
                    FailureCode.BAD_REQUEST,
                    target,
                    "the output is a folder",
                    "a file name",
                    "a folder",
                    "name a file in that folder");
        }
        try {
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw failure(
                        FailureCode.TRY_AGAIN,
                        target,
                        "another run is writing this output",
                        "no other writer",
                        "a lock on " + part.getFileName(),
                        "wait for it to end");
            }
            return new PartFile(target, part, channel);
        } catch (IOException e) {
            throw failure(
                    FailureCode.BAD_INPUT,
                    target,
                    "the output cannot be written",
                    "a folder that is there and can be written to",
                    e.getClass().getSimpleName() + ": " + e.getMessage(),
                    "choose another place or change its permissions");
        }
    }

    /** Where to write. */
    public Path path() {
        return part;
    }

    /** Makes what was written durable and gives it its name, replacing a file of that name. */
    public void commit() {
        try {
            channel.force(true);
            Files.move(part, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
            settled = true;
            try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw incomplete(target, String.valueOf(e.getMessage()));
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
            throw incomplete(target, String.valueOf(e.getMessage()));
        }
    }

    /** The failure of a write that FFmpeg reports by one of its error numbers. */
    static RuntimeException writeFailed(Path target, int error) {
        String found = Ffmpeg.message(error);
        boolean disk = error == AVERROR_ENOSPC()
                || error == AVERROR_EFBIG()
                || error == AVERROR_EIO()
                || error == QUOTA_EXCEEDED;
        return disk
                ? incomplete(target, found)
                : new IllegalStateException(target + " was not accepted by the muxer: " + found);
    }

    private static EditException incomplete(Path target, String found) {
        return failure(
                FailureCode.TRY_AGAIN,
                target,
                "the output could not be written to the end",
                "a disk with room for it",
                found,
                "make room and run the same command again");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static EditException failure(
            FailureCode code, Path target, String what, String expected, String found, String remedy) {
        return new EditException(code, new Problem(what, target.toString(), expected, found, remedy));
    }
}
