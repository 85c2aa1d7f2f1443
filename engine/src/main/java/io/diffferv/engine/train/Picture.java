package io.diffferv.engine.train;

import io.diffferv.engine.video.PictureFile;
import io.diffferv.engine.video.RgbImage;
import java.io.IOException;
import java.util.Optional;

/**
 * A picture of a {@link PictureSet} with its caption.
 *
 * @param name path in its folder or archive
 */
record Picture(String name, String caption, Content content) {
    /**
     * A file.
     *
     * @param stamp its size and time, which change with its bytes
     */
    record Content(String stamp, Reader reader) {
        byte[] read() throws IOException {
            return reader.read();
        }
    }

    /** Reads a file's bytes. */
    @FunctionalInterface
    interface Reader {
        byte[] read() throws IOException;
    }

    /** Empty when it cannot be read. */
    Optional<RgbImage> decode() {
        try {
            return PictureFile.decode(content.read());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
