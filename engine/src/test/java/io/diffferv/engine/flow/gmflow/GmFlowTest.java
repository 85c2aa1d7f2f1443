package io.diffferv.engine.flow.gmflow;

import static io.diffferv.engine.Conformance.assertRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** GMFlow's conformance vectors of method.md's appendix, and what an estimator promises. */
class GmFlowTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;
    private static final float[] FIRST = picture(WIDTH, HEIGHT, 0, 0);
    private static final float[] SECOND = picture(WIDTH, HEIGHT, 3, 2);

    private static Ops ops;
    private static GmFlow network;

    @BeforeAll
    static void load() {
        ops = new Ops(Device.cpu());
        network = new GmFlow(ops, Conformance.weights(ops.manager()));
    }

    @AfterAll
    static void close() {
        ops.close();
    }

    @Test
    void backboneGivesTheReferencesNumbers() {
        try (TensorScope scope = new TensorScope()) {
            NDArray features = network.encode(network.images(FIRST, SECOND, WIDTH, HEIGHT));
            assertRow(
                    features.get(0), 0.179746, 0.463521, 0.099231, -0.251256, 0.736876, -0.010932, 0.017677, 0.405911);
        }
    }

    @Test
    void transformerGivesTheReferencesNumbers() {
        try (TensorScope scope = new TensorScope()) {
            NDArray features = network.transform(network.encode(network.images(FIRST, SECOND, WIDTH, HEIGHT)));
            assertRow(
                    features.get(0),
                    0.148065,
                    -0.355047,
                    -1.213585,
                    -1.671920,
                    -6.277152,
                    -7.718937,
                    0.501547,
                    8.109902);
        }
    }

    @Test
    void flowGivesTheReferencesNumbers() {
        try (TensorScope scope = new TensorScope()) {
            NDArray features = network.transform(network.encode(network.images(FIRST, SECOND, WIDTH, HEIGHT)));
            NDArray flow = network.flow(features);
            assertRow(
                    flow.get(0),
                    -11.378431,
                    -7.187881,
                    -18.068070,
                    -21.064877,
                    1.608652,
                    2.571257,
                    -11.848660,
                    19.955107);
            assertRow(flow.get(1), 9.441888, 4.246190, 12.476127, 8.513658, 5.889475, 6.977542, 12.022654, 12.694289);
        }
    }

    @Test
    void estimateReturnsBothDirectionsInPixels() {
        FlowPair pair = network.estimate(FIRST, SECOND, WIDTH, HEIGHT);
        int pixel = 32 * WIDTH + 48;
        Offset<Float> tolerance = within(2e-3f);
        assertThat(pair.forward().x()[pixel]).isCloseTo(-31.080765f, tolerance);
        assertThat(pair.forward().y()[pixel]).isCloseTo(3.995006f, tolerance);
        assertThat(pair.backward().x()[pixel]).isCloseTo(16.296065f, tolerance);
        assertThat(pair.backward().y()[pixel]).isCloseTo(12.441389f, tolerance);
    }

    @Test
    void padsOddFramesByRepeatingTheirBorders() {
        // 90 x 50 is padded to 96 x 64: three columns on either side, seven rows above and below.
        float[] first = picture(90, 50, 0, 0);
        float[] second = picture(90, 50, 3, 2);
        FlowPair pair = network.estimate(first, second, 90, 50);
        FlowPair padded =
                network.estimate(replicated(first, 90, 50, 3, 3, 7, 7), replicated(second, 90, 50, 3, 3, 7, 7), 96, 64);
        assertThat(pair.forward().x()).hasSize(90 * 50);
        assertThat(pair.forward().x()[20 * 90 + 30]).isEqualTo(padded.forward().x()[27 * 96 + 33]);
        assertThat(pair.backward().y()[49 * 90 + 89])
                .isEqualTo(padded.backward().y()[56 * 96 + 92]);
    }

    @Test
    void leavesNoTensorBehind() {
        network.estimate(FIRST, SECOND, WIDTH, HEIGHT);
        int before = ops.manager().getManagedArrays().size();
        network.estimate(FIRST, SECOND, WIDTH, HEIGHT);
        assertThat(ops.manager().getManagedArrays()).hasSize(before);
    }

    @Test
    void refusesAnArrayOfAnotherSize() {
        assertThatThrownBy(() -> network.estimate(new float[12], new float[12], 3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("18 values, not 12");
    }

    /** (73x + 151y + 211c + 7xy) mod 256, seen dx and dy pixels further, in [0, 1]. */
    private static float[] picture(int width, int height, int dx, int dy) {
        float[] rgb = new float[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            int x = i % width - dx;
            int y = i / width % height - dy;
            int c = i / (width * height);
            rgb[i] = Math.floorMod(73 * x + 151 * y + 211 * c + 7 * x * y, 256) / 255f;
        }
        return rgb;
    }

    private static float[] replicated(float[] rgb, int width, int height, int left, int right, int top, int bottom) {
        int wide = left + width + right;
        int high = top + height + bottom;
        float[] padded = new float[3 * wide * high];
        for (int i = 0; i < padded.length; i++) {
            int x = Math.max(0, Math.min(width - 1, i % wide - left));
            int y = Math.max(0, Math.min(height - 1, i / wide % high - top));
            padded[i] = rgb[(i / (wide * high) * height + y) * width + x];
        }
        return padded;
    }
}
