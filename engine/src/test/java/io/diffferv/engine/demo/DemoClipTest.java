package io.diffferv.engine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.video.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoClipTest {
    private static final Path CLIP = Path.of("../packaging/demo/person.mkv");

    @Test
    void theClipOfTheDemoIsSmallAndHasPicturesAndSound() throws IOException {
        assertThat(Files.size(CLIP)).isLessThan(1 << 20);
        int frames = 0;
        try (VideoReader reader = VideoReader.open(CLIP)) {
            assertThat(reader.info().audioStreams()).isEqualTo(1);
            while (reader.read().isPresent()) {
                frames++;
            }
        }
        assertThat(frames).isEqualTo(64);
    }
}
