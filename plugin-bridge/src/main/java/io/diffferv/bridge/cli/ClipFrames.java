package io.diffferv.bridge.cli;

import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoReader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The upright pictures of a clip one after the other, some of them remembered for a contact sheet. */
final class ClipFrames implements Iterator<RgbImage>, AutoCloseable {
    private final VideoReader reader;
    private final FrameStrip strip = new FrameStrip();
    private Optional<VideoFrame> next;

    ClipFrames(Path clip) {
        reader = VideoReader.open(clip);
        next = reader.read();
    }

    @Override
    public boolean hasNext() {
        return next.isPresent();
    }

    @Override
    public RgbImage next() {
        VideoFrame frame = next.orElseThrow(NoSuchElementException::new);
        next = reader.read();
        RgbImage picture = frame.upright();
        strip.offer(picture);
        return picture;
    }

    FrameStrip strip() {
        return strip;
    }

    @Override
    public void close() {
        reader.close();
    }
}
