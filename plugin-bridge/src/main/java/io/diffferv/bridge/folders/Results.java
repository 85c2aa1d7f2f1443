package io.diffferv.bridge.folders;

import io.diffferv.engine.cache.ContentStore;
import io.diffferv.engine.edit.EditCache;

/** Finished chunks and inversions on disk, shared by the command and the filter. */
public final class Results {
    public static final long GIB = 1L << 30;

    /** Bound of the folder where nobody gives another. */
    public static final int DEFAULT_GIB = 16;

    private Results() {}

    /** @param mostBytes the oldest go first when there is more */
    public static EditCache open(long mostBytes) {
        return new EditCache(new ContentStore(UserFolders.cache().resolve("results"), mostBytes));
    }
}
