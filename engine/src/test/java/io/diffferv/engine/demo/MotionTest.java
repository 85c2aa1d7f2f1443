package io.diffferv.engine.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.video.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MotionTest {
    private static final RgbImage PORTRAIT = Sketch.of(64, 64);

    @Test
    void theEndJoinsTheBeginning() {
        RgbImage first = new Motion(0).frame(PORTRAIT, 48, 48);

        assertThat(new Motion(1).frame(PORTRAIT, 48, 48).samples()).containsExactly(first.samples(), within(1e-4f));
        assertThat(new Motion(0.25).frame(PORTRAIT, 48, 48).samples()).isNotEqualTo(first.samples());
    }

    @Test
    void everySampleOfAFrameComesFromThePortrait() {
        RgbImage white = new RgbImage(64, 64, filled(3 * 64 * 64));

        for (double phase = 0; phase < 1; phase += 0.1) {
            for (float sample : new Motion(phase).frame(white, 96, 48).samples()) {
                assertThat(sample).isEqualTo(1);
            }
        }
    }

    private static float[] filled(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
