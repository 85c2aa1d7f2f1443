package io.diffferv.bridge.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.video.RgbImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameStripTest {
    @ParameterizedTest
    @CsvSource({
        "1, '0'",
        "8, '0 1 2 3 4 5 6 7'",
        "9, '0 2 4 6 8'",
        "16, '0 2 4 6 8 10 12 14'",
        "100, '0 16 32 48 64 80 96'"
    })
    void picturesAreSpreadEvenlyFromTheFirstFrame(int frames, String expected) {
        FrameStrip strip = new FrameStrip();
        for (int frame = 0; frame < frames; frame++) {
            float[] samples = new float[RgbImage.CHANNELS];
            Arrays.fill(samples, frame / 100f);
            strip.offer(new RgbImage(1, 1, samples));
        }

        List<String> shown = strip.pictures().stream()
                .map(picture -> String.valueOf(Math.round(picture.at(0, 0, 0) * 100)))
                .toList();
        assertThat(String.join(" ", shown)).isEqualTo(expected);
    }
}
