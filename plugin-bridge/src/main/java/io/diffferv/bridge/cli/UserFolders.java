package io.diffferv.bridge.cli;

import java.nio.file.Path;

/** The user's folders by the XDG base directory specification, under the product's name. */
final class UserFolders {
    private static final String NAME = "diffferv";

    private UserFolders() {}

    /** For everything that may be deleted at any time: log, unpacked natives, inversions. */
    static Path cache() {
        return below("XDG_CACHE_HOME", ".cache");
    }

    /** For what the user adds and keeps: models. */
    static Path data() {
        return below("XDG_DATA_HOME", ".local/share");
    }

    private static Path below(String variable, String fallback) {
        String base = System.getenv(variable);
        // The specification says that relative values are to be ignored.
        return base != null && Path.of(base).isAbsolute()
                ? Path.of(base, NAME)
                : Path.of(System.getProperty("user.home"), fallback, NAME);
    }
}
