package io.diffferv.bridge.farm;

import io.diffferv.engine.storage.FileDigest;
import java.nio.file.Path;

/**
 * What all chunks of a task have in common.
 *
 * @param key of the plan
 * @param conditions {@link Computing#conditions} of the task
 * @param device {@link Computing#describe} of the task
 */
record Origin(String key, String conditions, String device) {
    /**
     * Describes a finished file.
     *
     * @param unchanged frames that effects let pass as they were told
     * @param started {@link System#nanoTime} when the chunk was begun
     */
    Marker mark(Share share, Path file, Decoded decoded, long edited, long unchanged, long started) {
        return new Marker(
                key,
                share.i(),
                FileDigest.hex(file),
                file.toFile().length(),
                decoded.pixels(),
                decoded.frames(),
                edited,
                unchanged,
                conditions,
                device,
                Worker.name(),
                System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", ""),
                Math.round((System.nanoTime() - started) / 1e6) / 1e3);
    }
}
