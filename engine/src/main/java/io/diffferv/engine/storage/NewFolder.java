package io.diffferv.engine.storage;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes a folder under a temporary name beside its own and renames it: it is there whole, or not at all. */
public final class NewFolder {
    /** Fills the folder, which is there and empty. */
    @FunctionalInterface
    public interface Body {
        void writeTo(Path part) throws IOException;
    }

    private NewFolder() {}

    /** @throws EditException with {@link FailureCode#BAD_REQUEST} when there is something under this name */
    public static void require(Path folder) {
        if (Files.exists(folder)) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "something is there already",
                            folder.toString(),
                            "a folder that does not exist yet",
                            "one that does",
                            "choose another"));
        }
    }

    /**
     * Makes {@code folder} of what {@code body} writes; when anything is thrown, nothing is left.
     *
     * @throws EditException as {@link #require} does, or as {@link AtomicFile#write} when the place cannot be written
     */
    public static void write(Path folder, Body body) {
        require(folder);
        Path absolute = folder.toAbsolutePath();
        Path part = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
        try {
            delete(part);
            Files.createDirectories(part);
            try {
                body.writeTo(part);
                Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(part);
            }
        } catch (IOException e) {
            throw AtomicFile.unwritable(absolute, e);
        }
    }

    /**
     * Copies the files of a folder and of those below it.
     *
     * @param wanted asked with each file's path in {@code from}
     */
    public static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        for (Path file : found(from)) {
            Path relative = from.relativize(file);
            if (Files.isRegularFile(file) && wanted.test(relative)) {
                Files.createDirectories(to.resolve(relative).getParent());
                Files.copy(file, to.resolve(relative));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path file : found(folder)) {
                Files.delete(file);
            }
        }
    }

    /** What a folder holds before the folder. */
    private static List<Path> found(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
