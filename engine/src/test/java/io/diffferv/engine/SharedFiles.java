package io.diffferv.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Test data that lies beside the project and not in it: clips, metric networks, the full CLIP vocabulary. */
public final class SharedFiles {
    private SharedFiles() {}

    /**
     * Finds a file or folder, or skips the test with a message. The place is named by the system property
     * {@code diffferv.shared}; otherwise it is the folder {@code shared} of the nearest ancestor that has one.
     */
    public static Path need(String name) {
        Path found = root().resolve(name);
        assumeTrue(Files.exists(found), found + " is not here; name its folder with -Ddiffferv.shared=...");
        return found;
    }

    private static Path root() {
        String named = System.getProperty("diffferv.shared");
        if (named != null) {
            return Path.of(named);
        }
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("shared"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(Path.of("shared"));
    }
}
