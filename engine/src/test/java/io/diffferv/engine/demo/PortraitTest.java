package io.diffferv.engine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.Face256;
import io.diffferv.engine.edit.DiffusionModel;
import io.diffferv.engine.video.RgbImage;
import org.junit.jupiter.api.Test;

class PortraitTest {
    @Test
    void promptAndSeedDecideThePicture() {
        try (DiffusionModel model = Face256.load()) {
            RgbImage woman = Portrait.sample(model, "a photo of a young woman", 64, 64, 26);

            assertThat(Portrait.sample(model, "a photo of a young woman", 64, 64, 26)
                            .samples())
                    .containsExactly(woman.samples());
            assertThat(difference(Portrait.sample(model, "a photo of an old man", 64, 64, 26), woman))
                    .isGreaterThan(0.01);
            assertThat(difference(Portrait.sample(model, "a photo of a young woman", 64, 64, 10), woman))
                    .isGreaterThan(0.01);
        }
    }

    /** Mean absolute difference of two pictures' samples. */
    private static double difference(RgbImage one, RgbImage other) {
        double sum = 0;
        for (int i = 0; i < one.samples().length; i++) {
            sum += Math.abs(one.samples()[i] - other.samples()[i]);
        }
        return sum / one.samples().length;
    }
}
