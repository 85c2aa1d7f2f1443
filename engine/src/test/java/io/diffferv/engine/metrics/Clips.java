package io.diffferv.engine.metrics;

import io.diffferv.engine.SharedFiles;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoReader;

/** Frames of real clips. */
final class Clips {
    private Clips() {}

    /** One frame, counted from 0, of a clip in shared/clips; skips the test where the clip is absent. */
    static RgbImage frame(String clip, int index) {
        try (VideoReader reader = VideoReader.open(SharedFiles.need("clips/" + clip))) {
            for (int skipped = 0; skipped < index; skipped++) {
                reader.read();
            }
            return reader.read().orElseThrow().upright();
        }
    }
}
