package io.diffferv.bridge.evaluate;

import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoReader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The first upright pictures of a clip one after the other, some of them remembered for a contact sheet. */
public final class ClipFrames implements Iterator<RgbImage>, AutoCloseable {
    private final VideoReader reader;
    private final FrameStrip strip = new FrameStrip();
    private Optional<VideoFrame> next;
    private long left;

    /** @param most pictures to hand out at most */
    public ClipFrames(Path clip, long most) {
        reader = VideoReader.open(clip);
        next = reader.read();
        left = most;
    }

    @Override
    public boolean hasNext() {
        return left > 0 && next.isPresent();
    }

    @Override
    public RgbImage next() {
        VideoFrame frame = next.orElseThrow(NoSuchElementException::new);
        next = reader.read();
        left--;
        RgbImage picture = frame.upright();
        strip.offer(picture);
        return picture;
    }

    public FrameStrip strip() {
        return strip;
    }

    @Override
    public void close() {
        reader.close();
    }
}
