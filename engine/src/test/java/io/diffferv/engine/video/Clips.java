package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffferv.engine.video.PixelLayout.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Videos for tests: made here, or real ones that lie beside the project. */
final class Clips {
    static final PixelLayout YUV420 = new PixelLayout(Family.YUV, 8, 1, 1, false);
    static final Rational TIME_BASE = new Rational(1, 1000);

    private Clips() {}

    /** A real clip of the shared folder; the test is skipped where there is none. */
    static Path real(String name) {
        String named = System.getProperty("diffferv.shared");
        Path folder = named == null ? findShared() : Path.of(named);
        Path clip = folder == null ? null : folder.resolve("clips").resolve(name);
        assumeTrue(clip != null && Files.exists(clip), "there is no shared/clips/" + name);
        return clip;
    }

    static PictureFormat picture(int width, int height, PixelLayout layout) {
        return new PictureFormat(width, height, layout, ColourTags.UNTAGGED, Rotation.NONE);
    }

    static VideoInfo info(PictureFormat picture) {
        Rational rate = new Rational(25, 1);
        return new VideoInfo(Path.of("synthetic"), picture, "", Rational.UNKNOWN, TIME_BASE, 0, rate, rate, -1, 0, 0);
    }

    /** Noise over a gradient that moves by frame, using all of the depth's range. */
    static VideoFrame frame(PictureFormat picture, int number, long pts, long duration) {
        Random random = new Random(number);
        PixelLayout layout = picture.layout();
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            int width = layout.planeWidth(plane, picture.width());
            int height = layout.planeHeight(plane, picture.height());
            planes[plane] = new short[width * height];
            for (int i = 0; i < planes[plane].length; i++) {
                int ramp = (i % width + Math.floorMod(number, 10) * 3) * layout.maximum() / (width + 30);
                int noise = random.nextInt(layout.maximum() / 8);
                planes[plane][i] = (short) Math.min(layout.maximum(), ramp + noise);
            }
        }
        return VideoFrame.of(picture, planes, pts, duration);
    }

    /** Frames at 25 per second. */
    static List<VideoFrame> frames(PictureFormat picture, int count) {
        List<VideoFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(frame(picture, i, i * 40L, 40));
        }
        return frames;
    }

    static Path write(Path out, VideoInfo info, EncoderPreset preset, List<VideoFrame> frames) {
        try (VideoWriter writer = VideoWriter.create(out, info, null, preset, Map.of())) {
            frames.forEach(writer::write);
            writer.finish();
        }
        return out;
    }

    static List<VideoFrame> read(Path file) {
        try (VideoReader reader = VideoReader.open(file)) {
            List<VideoFrame> frames = new ArrayList<>();
            for (Optional<VideoFrame> f = reader.read(); f.isPresent(); f = reader.read()) {
                frames.add(f.get());
            }
            return frames;
        }
    }

    static void assertSameSamples(VideoFrame actual, VideoFrame expected) {
        int planes = expected.format().layout().planes();
        assertThat(actual.format().layout()).isEqualTo(expected.format().layout());
        for (int plane = 0; plane < planes; plane++) {
            assertThat(actual.plane(plane)).as("plane %d", plane).isEqualTo(expected.plane(plane));
        }
    }

    private static Path findShared() {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("shared"))) {
                return up.resolve("shared");
            }
        }
        return null;
    }
}
