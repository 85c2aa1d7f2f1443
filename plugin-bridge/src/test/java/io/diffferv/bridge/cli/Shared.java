package io.diffferv.bridge.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Test data that lies beside the checkout and not in it. */
final class Shared {
    private Shared() {}

    /** The clip; the calling test is skipped where there is none. */
    static Path clip(String name) {
        Path folder = folder();
        assumeTrue(folder != null, "no shared/ folder with clips beside the checkout; name it with -Ddiffferv.shared");
        return folder.resolve("clips").resolve(name);
    }

    private static Path folder() {
        String named = System.getProperty("diffferv.shared");
        if (named != null) {
            return Path.of(named);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/clips"))) {
                return at.resolve("shared");
            }
        }
        return null;
    }
}
