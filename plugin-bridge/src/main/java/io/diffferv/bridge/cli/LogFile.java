package io.diffferv.bridge.cli;

import java.nio.file.Path;

/** Where the full log of every run goes; the console shows only what its reader can use. */
final class LogFile {
    private LogFile() {}

    static Path path() {
        return UserFolders.cache().resolve("diffferv.log");
    }
}
