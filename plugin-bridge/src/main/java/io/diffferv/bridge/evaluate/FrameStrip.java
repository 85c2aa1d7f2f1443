package io.diffferv.bridge.evaluate;

import io.diffferv.engine.video.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** Small pictures of frames spread evenly over a clip whose length is only known at its end. */
public final class FrameStrip {
    static final int MOST = 8;

    private static final int WIDTH = 240;

    private final List<RgbImage> pictures = new ArrayList<>();
    private int stride = 1;
    private int frames;

    void offer(RgbImage frame) {
        if (frames++ % stride != 0) {
            return;
        }
        if (pictures.size() == MOST) {
            for (int i = MOST - 1; i > 0; i -= 2) {
                pictures.remove(i);
            }
            stride *= 2;
        }
        int height = Math.max(1, WIDTH * frame.height() / frame.width());
        pictures.add(frame.resized(WIDTH, height));
    }

    /** In order, the first frame first. */
    public List<RgbImage> pictures() {
        return List.copyOf(pictures);
    }
}
