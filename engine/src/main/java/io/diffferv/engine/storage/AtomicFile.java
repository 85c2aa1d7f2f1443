package io.diffferv.engine.storage;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a file under a temporary name in the target's own directory, forces it to the disk and renames it, so that
 * the target is either complete or untouched whatever happens in between.
 */
public final class AtomicFile {
    // The process id in the name lets litter of a killed process be told from work in progress.
    private static final String TEMPORARY_NAME = ".%s.%d.%s.partial";
    private static final Pattern TEMPORARY_PATTERN = Pattern.compile("\\..+\\.(\\d{1,18})\\.[0-9a-f-]+\\.partial");

    /** Fills the file; bytes must be written through the channel only. */
    @FunctionalInterface
    public interface Body {
        void writeTo(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Replaces {@code target} with what {@code body} writes. When anything is thrown the temporary file is gone and the
     * target is as it was.
     *
     * @throws EditException with {@link FailureCode#TRY_AGAIN} when the disk is full, {@link FailureCode#BAD_INPUT} when
     *     the place cannot be written; exceptions of the body that are not about input and output pass unchanged
     */
    public static void write(Path target, Body body) {
        Path absolute = target.toAbsolutePath();
        Path directory = absolute.getParent();
        Path temporary = directory.resolve(TEMPORARY_NAME.formatted(
                absolute.getFileName(), ProcessHandle.current().pid(), UUID.randomUUID()));
        try {
            Files.createDirectories(directory);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                body.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory(directory);
        } catch (IOException e) {
            throw unwritable(absolute, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Whether the file is a temporary one of {@link #write} whose process has ended. */
    public static boolean isAbandoned(Path file) {
        Matcher matcher = TEMPORARY_PATTERN.matcher(file.getFileName().toString());
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }

    // A rename survives a power cut only once the directory itself is on the disk.
    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The failure that brought us here is the one to report; abandoned files are swept later.
        }
    }

    /** What to throw when writing {@code target} failed so. */
    public static EditException unwritable(Path target, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean full = reason.toLowerCase(Locale.ROOT).contains("no space left")
                || reason.toLowerCase(Locale.ROOT).contains("quota exceeded");
        Problem problem = full
                ? new Problem(
                        "the disk is full",
                        target.toString(),
                        "room for the file",
                        "no space left",
                        "free some space and try again")
                : new Problem(
                        "the file cannot be written",
                        target.toString(),
                        "a writable place",
                        cause.getClass().getSimpleName() + ": " + reason,
                        "choose another place or change its permissions");
        return new EditException(full ? FailureCode.TRY_AGAIN : FailureCode.BAD_INPUT, problem, cause);
    }
}
