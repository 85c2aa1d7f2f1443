package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.video.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceAlignmentTest {
    @Test
    void cropsAsScikitImageDoes() {
        float[] rgb = new float[3 * 360 * 288];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (float) (0.5 + 0.4 * Math.sin(0.05 * (i % 360) + 0.03 * (i / 360 % 288) + i / (360 * 288)));
        }
        Face face = new Face(
                100,
                80,
                150,
                160,
                List.of(
                        new Face.Landmark(140, 130),
                        new Face.Landmark(220, 138),
                        new Face.Landmark(176, 180),
                        new Face.Landmark(150, 215),
                        new Face.Landmark(205, 221)),
                0.9f);
        float[] crop = FaceAlignment.crop(new RgbImage(360, 288, rgb), face);
        assertThat(at(crop, 0, 0, 0)).isCloseTo(0.177922f, within(1e-4f));
        assertThat(at(crop, 1, 56, 56)).isCloseTo(0.893322f, within(1e-4f));
        assertThat(at(crop, 2, 111, 0)).isCloseTo(0.399348f, within(1e-4f));
        assertThat(at(crop, 0, 40, 90)).isCloseTo(0.339803f, within(1e-4f));
    }

    private static float at(float[] crop, int channel, int row, int column) {
        return crop[(channel * FaceAlignment.SIDE + row) * FaceAlignment.SIDE + column];
    }
}
