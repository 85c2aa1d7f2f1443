package io.diffferv.bridge.evaluate;

import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.video.VideoWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A clip as a browser can show it, small and inside the page. */
final class PageVideo {
    private PageVideo() {}

    /**
     * @param frames at most so many from the start
     * @param about entries for the file's metadata
     * @param folder for the file in between
     * @return a {@code data:} address of an MP4 without sound
     */
    static String of(Path clip, long frames, Map<String, String> about, Path folder) {
        Path small = folder.resolve(".page.mp4");
        try (VideoReader reader = VideoReader.open(clip);
                VideoWriter writer = VideoWriter.create(small, reader.info(), null, EncoderPreset.ORDINARY, about)) {
            Optional<VideoFrame> frame = reader.read();
            for (long written = 0; frame.isPresent() && written < frames; written++) {
                writer.write(frame.get());
                frame = reader.read();
            }
            writer.finish();
        }
        try {
            return "data:video/mp4;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(small));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            small.toFile().delete();
        }
    }
}
