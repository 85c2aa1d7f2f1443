package io.diffferv.bridge.farm;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where finished attempts go.
 *
 * @param say is told what became of each
 */
record Delivery(ChunkShelf shelf, Consumer<String> say) {
    /** @param attempt as {@link ChunkShelf#commit} takes it */
    void commit(Share share, Path attempt, Marker marker) {
        String outcome = switch (shelf.commit(share, attempt, marker)) {
            case WON -> "committed by %s after %.1f s".formatted(marker.by(), marker.seconds());
            case IDENTICAL -> "somebody was faster, this copy is identical";
            case DIFFERENT -> "somebody was faster, this copy is DIFFERENT and dropped";
        };
        say.accept("chunk %d: %s".formatted(share.i(), outcome));
    }
}
