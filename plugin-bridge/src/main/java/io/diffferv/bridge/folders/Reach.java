package io.diffferv.bridge.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Folders below which files may be named; links count by where they lead. */
public final class Reach {
    private final List<Path> roots;

    /** @param roots folders that are there */
    public Reach(List<Path> roots) {
        this.roots = roots.stream().map(Reach::real).toList();
    }

    /** Whether a name, taken from a folder, stays below one of the roots, whether or not there is such a file. */
    public boolean allows(Path folder, String name) {
        try {
            Path path = real(folder.resolve(name));
            return roots.stream().anyMatch(path::startsWith);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    public String describe() {
        return roots.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    /** Follows links as far as there are files; what is not there yet cannot be a link. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath();
        Path existing = absolute;
        while (existing != null && !Files.exists(existing)) {
            if (Files.isSymbolicLink(existing)) {
                // A link to nothing may lead anywhere tomorrow.
                return Path.of("/dev/null/" + existing.getFileName());
            }
            existing = existing.getParent();
        }
        try {
            Path real = existing.toRealPath();
            return real.resolve(existing.relativize(absolute)).normalize();
        } catch (IOException e) {
            return absolute.normalize();
        }
    }
}
