package io.diffferv.bridge.folders;

import java.nio.file.Path;
import java.util.Optional;

/** The user's folders by the XDG base directory specification, under the product's name. */
public final class UserFolders {
    private static final String NAME = "diffferv";

    private UserFolders() {}

    /** For everything that may be deleted at any time: log, unpacked natives, inversions. */
    public static Path cache() {
        return below("XDG_CACHE_HOME", ".cache");
    }

    /** For what the user adds and keeps: models. */
    public static Path data() {
        return below("XDG_DATA_HOME", ".local/share");
    }

    private static Path below(String variable, String fallback) {
        return absolute(variable)
                .orElseGet(() -> absolute("HOME")
                        .orElse(Path.of(System.getProperty("user.home")))
                        .resolve(fallback))
                .resolve(NAME);
    }

    /** The specification says that relative values are to be ignored. */
    private static Optional<Path> absolute(String variable) {
        return Optional.ofNullable(System.getenv(variable)).map(Path::of).filter(Path::isAbsolute);
    }
}
