package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SsimTest {
    @Test
    void agreesWithScipy() {
        float[] scene = Scenes.scene(0, 0);
        assertThat(Ssim.of(scene, Scenes.edited(scene, 0), Scenes.WIDTH, Scenes.HEIGHT))
                .isCloseTo(0.9811402, within(1e-6));
    }

    @Test
    void isOneForIdenticalImagesEvenBelowTheWindow() {
        float[] tiny = {0.1f, 0.7f, 0.3f, 0.9f, 0.2f, 0.4f};
        assertThat(Ssim.of(tiny, tiny.clone(), 2, 1)).isCloseTo(1, within(1e-12));
    }
}
