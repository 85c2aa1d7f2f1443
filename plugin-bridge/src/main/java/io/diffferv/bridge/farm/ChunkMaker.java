package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditListener;
import java.util.List;

/** Makes the chunks of a plan, each kind of source in its own way. */
interface ChunkMaker extends AutoCloseable {
    /**
     * Makes neighbouring chunks in order, until it ends of itself or the next one turns out to be somebody else's.
     *
     * @param shares not empty, all of them missing
     * @return chunks that are finished now
     * @throws io.diffferv.engine.failure.EditException {@code TRY_AGAIN} when the listener wants an end; finished chunks
     *     stay
     */
    int make(List<Share> shares, EditListener listener);

    @Override
    void close();
}
