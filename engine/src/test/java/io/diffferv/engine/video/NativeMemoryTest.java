package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final PictureFormat PICTURE = Clips.picture(320, 240, Clips.YUV420);
    private static final long MEBIBYTE = 1024;

    @TempDir
    Path folder;

    /** One leaked picture a round would be 115 kB, one leaked context more: 200 rounds would show as 22 MiB or more. */
    @Test
    void openingReadingAndClosingGivesEverythingBack() throws IOException {
        assumeTrue(Files.exists(STATUS), "resident memory is read from /proc");
        Path clip = Clips.write(
                folder.resolve("a.mkv"), Clips.info(PICTURE), EncoderPreset.ORDINARY, Clips.frames(PICTURE, 2));
        repeat(60, clip);
        long before = residentKibibytes();
        repeat(200, clip);
        assertThat(residentKibibytes() - before).isLessThan(16 * MEBIBYTE);
    }

    private void repeat(int times, Path clip) {
        for (int i = 0; i < times; i++) {
            List<VideoFrame> frames = Clips.read(clip);
            assertThat(frames).hasSize(2);
            VideoInfo info = Clips.info(PICTURE);
            try (VideoWriter writer =
                    VideoWriter.create(folder.resolve("b.mkv"), info, clip, EncoderPreset.LOSSLESS, Map.of())) {
                writer.write(Clips.frame(PICTURE, i, 0, 40).plus(RgbImage.black(320, 240)));
            }
            frames.get(1).upright(128, 96);
        }
    }

    private static long residentKibibytes() throws IOException {
        System.gc();
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
