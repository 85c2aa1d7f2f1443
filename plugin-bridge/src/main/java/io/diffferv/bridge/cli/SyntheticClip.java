package io.diffferv.bridge.cli;

import io.diffferv.engine.video.ColourTags;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.PixelLayout;
import io.diffferv.engine.video.PixelLayout.Family;
import io.diffferv.engine.video.Rational;
import io.diffferv.engine.video.Rotation;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoWriter;
import java.nio.file.Path;
import java.util.Map;

/** Something to edit where only the time counts: a bright disc that wanders over a gradient. */
final class SyntheticClip {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 256;
    private static final int FRAME_MS = 40;

    private SyntheticClip() {}

    static Path write(Path out, int frames) {
        PixelLayout layout = new PixelLayout(Family.YUV, 8, 1, 1, false);
        PictureFormat picture = new PictureFormat(WIDTH, HEIGHT, layout, ColourTags.UNTAGGED, Rotation.NONE);
        Rational rate = new Rational(1000 / FRAME_MS, 1);
        VideoInfo info = new VideoInfo(
                out.resolveSibling("nothing"),
                picture,
                "",
                Rational.UNKNOWN,
                new Rational(1, 1000),
                0,
                rate,
                rate,
                frames,
                0,
                0);
        try (VideoWriter writer = VideoWriter.create(out, info, null, EncoderPreset.LOSSLESS, Map.of())) {
            for (int i = 0; i < frames; i++) {
                writer.write(frame(picture, i));
            }
            writer.finish();
        }
        return out;
    }

    private static VideoFrame frame(PictureFormat picture, int number) {
        PixelLayout layout = picture.layout();
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            int width = layout.planeWidth(plane, WIDTH);
            int height = layout.planeHeight(plane, HEIGHT);
            planes[plane] = new short[width * height];
            for (int i = 0; i < planes[plane].length; i++) {
                double x = (i % width + 0.5) / width - 0.4 - 0.01 * number;
                double y = (i / width + 0.5) / height - 0.5;
                double disc = 1 / (1 + Math.exp((Math.hypot(x, y) - 0.25) * 60));
                double value = plane == 0 ? 0.3 + 0.2 * y + 0.4 * disc : 0.5 + (plane - 1.5) * 0.1 * disc;
                planes[plane][i] = (short) (value * layout.maximum());
            }
        }
        return VideoFrame.of(picture, planes, (long) number * FRAME_MS, FRAME_MS);
    }
}
