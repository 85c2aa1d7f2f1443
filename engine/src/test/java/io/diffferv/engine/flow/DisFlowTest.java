package io.diffferv.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DisFlowTest {
    private final FlowEstimator dis = new DisFlow();

    @Test
    void findsATranslationInBothDirections() {
        FlowPair pair = dis.estimate(texture(96, 64, 0, 0), texture(96, 64, 3, -2), 96, 64);
        assertThat(medianInside(pair.forward().x(), 96, 64)).isBetween(2.8f, 3.2f);
        assertThat(medianInside(pair.forward().y(), 96, 64)).isBetween(-2.2f, -1.8f);
        assertThat(medianInside(pair.backward().x(), 96, 64)).isBetween(-3.2f, -2.8f);
        assertThat(medianInside(pair.backward().y(), 96, 64)).isBetween(1.8f, 2.2f);
    }

    @Test
    void givesTheSameFlowEveryTimeAndOnEveryThread() {
        float[] first = texture(160, 120, 0, 0);
        float[] second = texture(160, 120, 2.4f, 1.3f);
        FlowPair alone = dis.estimate(first, second, 160, 120);
        IntStream.range(0, 6)
                .parallel()
                .mapToObj(run -> dis.estimate(first, second, 160, 120))
                .forEach(again -> {
                    assertThat(again.forward().x()).isEqualTo(alone.forward().x());
                    assertThat(again.forward().y()).isEqualTo(alone.forward().y());
                    assertThat(again.backward().x()).isEqualTo(alone.backward().x());
                });
    }

    @Test
    void leavesItsInputAlone() {
        float[] first = texture(64, 64, 0, 0);
        float[] copy = first.clone();
        dis.estimate(first, texture(64, 64, 1, 0), 64, 64);
        assertThat(first).isEqualTo(copy);
    }

    @Test
    void answersForFramesOfAFewPixels() {
        FlowPair pair = dis.estimate(texture(8, 8, 0, 0), texture(8, 8, 0, 0), 8, 8);
        assertThat(pair.forward().width()).isEqualTo(8);
        assertThat(medianInside(pair.forward().x(), 8, 8)).isBetween(-0.05f, 0.05f);
    }

    @Test
    void refusesAnArrayOfAnotherSize() {
        assertThatThrownBy(() -> dis.estimate(new float[12], new float[12], 3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 x 2 pixels has 18 values, not 12");
    }

    /** A smooth pattern, moved by (dx, dy) pixels. */
    private static float[] texture(int width, int height, float dx, float dy) {
        float[] rgb = new float[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            double x = i % width - dx;
            double y = i / width % height - dy;
            rgb[i] = (float) (0.5
                    + 0.2 * Math.sin(0.37 * x + 0.11 * y)
                    + 0.2 * Math.cos(0.29 * y - 0.23 * x)
                    + 0.05 * Math.sin(0.9 * x) * Math.sin(0.8 * y));
        }
        return rgb;
    }

    private static float medianInside(float[] plane, int width, int height) {
        float[] inside = new float[(width / 2) * (height / 2)];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = plane[(height / 4 + i / (width / 2)) * width + width / 4 + i % (width / 2)];
        }
        Arrays.sort(inside);
        return inside[inside.length / 2];
    }
}
