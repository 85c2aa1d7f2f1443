package io.diffferv.bridge.farm;

import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a chunk's file gives back.
 *
 * @param pixels {@link Sha256} of its samples
 */
record Decoded(long frames, String pixels) {
    /** @throws io.diffferv.engine.failure.EditException when it cannot be read */
    static Decoded of(Path file) {
        Sha256 hash = new Sha256();
        long count = 0;
        try (VideoReader reader = VideoReader.open(file)) {
            for (Optional<VideoFrame> next = reader.read(); next.isPresent(); next = reader.read()) {
                hash.add(next.get());
                count++;
            }
        }
        return new Decoded(count, hash.hex());
    }

    @Override
    public String toString() {
        return frames + " frames of SHA-256 " + pixels;
    }
}
