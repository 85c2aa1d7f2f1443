package io.diffferv.engine.flow.gmflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Vectors of method.md's appendix: one window of 4 x 6 tokens. */
class PositionEmbeddingSineTest {
    private static final int[] CHANNELS = {0, 1, 2, 63, 64, 65, 127};

    @Test
    void givesTheReferencesCode() {
        assertThat(at(0, 0)).containsExactly(new float[] {1, 0, 0.923816f, 1, 0.866025f, 0.5f, 1}, within(2e-6f));
        assertThat(at(1, 2)).containsExactly(new float[] {0, -1, 0.707342f, 1, 0, -1, 1}, within(2e-6f));
        assertThat(at(3, 5)).containsExactly(new float[] {0, 1, -1, 1, 0, 1, 1}, within(2e-6f));
    }

    @Test
    void repeatsTheCodeInEveryWindow() {
        float[] window = PositionEmbeddingSine.window(128, 4, 6);
        float[] map = PositionEmbeddingSine.twoByTwo(128, 4, 6);
        assertThat(map).hasSize(4 * window.length);
        assertThat(map[(5 * 8 + 4 + 3) * 12 + 6 + 2]).isEqualTo(window[(5 * 4 + 3) * 6 + 2]);
        assertThat(map[(70 * 8 + 1) * 12 + 11]).isEqualTo(window[(70 * 4 + 1) * 6 + 5]);
    }

    private static float[] at(int row, int column) {
        float[] code = PositionEmbeddingSine.window(128, 4, 6);
        float[] picked = new float[CHANNELS.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = code[(CHANNELS[i] * 4 + row) * 6 + column];
        }
        return picked;
    }
}
