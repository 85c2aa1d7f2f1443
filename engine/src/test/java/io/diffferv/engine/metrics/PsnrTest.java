package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PsnrTest {
    @Test
    void agreesWithNumpy() {
        float[] scene = Scenes.scene(0, 0);
        assertThat(Psnr.of(scene, Scenes.edited(scene, 0))).isCloseTo(29.031654, within(1e-4));
    }

    @Test
    void countsIdenticalImagesAsTheCeiling() {
        float[] scene = Scenes.scene(0, 0);
        assertThat(Psnr.of(scene, scene.clone())).isEqualTo(100);
    }
}
