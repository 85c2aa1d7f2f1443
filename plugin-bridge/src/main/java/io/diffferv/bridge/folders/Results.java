package io.diffferv.bridge.folders;

import io.diffferv.engine.cache.ContentStore;
import io.diffferv.engine.edit.EditCache;

/** Finished chunks and inversions on disk, shared by the command and the filter. */
public final class Results {
    private Results() {}

    /** @param mostBytes the least recently used go first when there is more */
    public static EditCache open(long mostBytes) {
        return new EditCache(new ContentStore(UserFolders.cache().resolve("results"), mostBytes));
    }
}
