package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditListener;
import java.util.List;

/** One task's work: the missing chunks among its own, one after the other with one warm model. */
final class FarmTask {
    private final Delivery delivery;
    private final ChunkMaker maker;

    FarmTask(Delivery delivery, ChunkMaker maker) {
        this.delivery = delivery;
        this.maker = maker;
    }

    /** @throws io.diffferv.engine.failure.EditException as {@link ChunkMaker#make} does */
    void work(List<Share> shares, EditListener listener) {
        ChunkShelf shelf = delivery.shelf();
        shelf.prepare();
        int at = 0;
        while (at < shares.size()) {
            if (shelf.find(shares.get(at)).isPresent()) {
                delivery.say()
                        .accept("chunk %d was done already"
                                .formatted(shares.get(at).i()));
                at++;
                continue;
            }
            int end = at + 1;
            while (end < shares.size() && shelf.find(shares.get(end)).isEmpty()) {
                end++;
            }
            at += maker.make(shares.subList(at, end), listener);
        }
    }
}
