package io.diffferv.bridge.folders;

import ch.qos.logback.core.PropertyDefinerBase;
import java.nio.file.Path;

/** Where the full log of every run goes, for logback.xml and for the sentences that point there. */
public final class LogFolder extends PropertyDefinerBase {
    public static Path path() {
        return UserFolders.cache().resolve("log");
    }

    @Override
    public String getPropertyValue() {
        return path().toString();
    }
}
