package io.diffferv.engine.tensor.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.probe.NativePart;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels in fp16 against libtorch's operations in fp32 on the same, already rounded numbers. */
@Tag("gpu")
class FusedKernelsTest {
    /** Two roundings to 11 bits. */
    private static final double ROUNDING = 1e-3;

    private static Ops ops;
    private static NDManager manager;
    private TensorScope scope;

    @BeforeAll
    static void load() {
        assumeTrue(NativePart.gpus() > 0, "no GPU");
        ops = new Ops(Device.gpu(0));
        manager = ops.manager();
    }

    @AfterAll
    static void unload() {
        if (ops != null) {
            ops.close();
        }
    }

    @BeforeEach
    void openScope() {
        scope = new TensorScope();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void areThere() {
        assertThat(ops.prefersChannelsLast(DataType.FLOAT16)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"320, 64, 64", "960, 5, 7", "2560, 8, 8", "64, 33, 20", "128, 1, 1"})
    void normalisesGroups(int channels, int height, int width) {
        NDArray x = half(3, channels, height, width).add(2);
        NDArray weight = half(channels);
        NDArray bias = half(channels);

        for (boolean silu : new boolean[] {false, true}) {
            NDArray got = silu
                    ? ops.maps().groupNormSilu(x, weight, bias, 32, 1e-5)
                    : ops.maps().groupNorm(x, weight, bias, 32, 1e-5);
            NDArray expected = silu
                    ? ops.maps().groupNormSilu(single(x), single(weight), single(bias), 32, 1e-5)
                    : ops.maps().groupNorm(single(x), single(weight), single(bias), 32, 1e-5);
            assertThat(error(got, expected)).isLessThan(ROUNDING);
        }
    }

    @Test
    void addsAShiftBeforeTheNorm() {
        NDArray x = half(2, 320, 9, 5);
        NDArray shift = half(320).mul(3);
        NDArray weight = half(320);

        NDArray got = ops.maps().groupNormSilu(x, shift, weight, weight, 32, 1e-5);

        NDArray shifted = single(x).add(single(shift).reshape(320, 1, 1));
        assertThat(error(got, ops.maps().groupNormSilu(shifted, single(weight), single(weight), 32, 1e-5)))
                .isLessThan(ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"320, 1001", "640, 7", "1280, 64", "64, 3", "2048, 5"})
    void normalisesRowsAndSums(int channels, int rows) {
        NDArray x = half(rows, channels).add(1);
        NDArray y = half(rows, channels);
        NDArray weight = half(channels);
        NDArray bias = half(channels);

        Ops.NormedSum got = ops.addLayerNorm(x, y, weight, bias, 1e-5);

        NDArray sum = single(x).add(single(y));
        assertThat(error(got.sum(), sum)).isLessThan(ROUNDING);
        assertThat(error(got.normed(), ops.layerNorm(sum, single(weight), single(bias), 1e-5)))
                .isLessThan(ROUNDING);
        assertThat(error(
                        ops.layerNorm(x, weight, bias, 1e-5),
                        ops.layerNorm(single(x), single(weight), single(bias), 1e-5)))
                .isLessThan(ROUNDING);
    }

    @Test
    void addsAConvolutionToItsBase() {
        NDArray base = half(2, 64, 6, 10);
        NDArray x = half(2, 32, 6, 10);
        NDArray weight = half(64, 32, 3, 3).mul(0.05);
        NDArray bias = half(64);

        NDArray got = ops.maps().addConv2d(base, x, weight, bias, 1, 1);

        NDArray expected = ops.maps().addConv2d(single(base), single(x), single(weight), single(bias), 1, 1);
        assertThat(error(got, expected)).isLessThan(2 * ROUNDING);
    }

    @Test
    void anImagesNormDoesNotDependOnItsBatch() {
        NDArray x = half(5, 320, 40, 24);
        NDArray weight = half(320);

        NDArray together = ops.maps().groupNormSilu(x, weight, weight, 32, 1e-5);
        NDArray alone = ops.maps().groupNormSilu(x.get("3:4"), weight, weight, 32, 1e-5);

        assertThat(together.get("3:4").contentEquals(alone)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1280, 64})
    void gatesByGelu(int channels) {
        NDArray x = half(2, 77, channels);
        NDArray weight = half(8L * channels, channels).mul(1 / Math.sqrt(channels));
        NDArray bias = half(8L * channels);

        NDArray got = ops.geglu(x, weight, bias);

        assertThat(got.getShape()).isEqualTo(new Shape(2, 77, 4L * channels));
        assertThat(error(got, ops.geglu(single(x), single(weight), single(bias))))
                .isLessThan(2 * ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"320, 8, 1", "320, 8, 0.5", "640, 8, 1", "1280, 8, 1", "64, 2, 1"})
    void attendsAlongPaths(int channels, int heads, double share) {
        // Three frames of two tokens: token 0 stays, token 1 is there in frame 0 alone and again in frames 1 and 2.
        NDArray rows = manager.create(
                new int[] {3 << 26, 3 << 26, 3 << 26, 1 | 1 << 26, 1 | 1 << 20 | 3 << 26, 1 | 1 << 20 | 3 << 26},
                new Shape(2, 3));
        List<NDArray> groups = List.of(
                manager.create(new long[] {3, 5}, new Shape(1, 2)),
                manager.create(new long[] {0, 2, 4}, new Shape(1, 3)));
        NDArray q = half(2, 6, channels);
        NDArray k = half(2, 6, channels);
        NDArray v = half(2, 6, channels);
        NDArray base = half(2, 6, channels);

        assertThat(ops.frames().packsPaths(base, heads, 3)).isTrue();
        NDArray got = ops.frames().pathAttention(q, k, v, base, share, rows, heads);

        NDArray expected =
                ops.frames().pathAttention(single(q), single(k), single(v), single(base), share, groups, heads);
        assertThat(error(got, expected)).isLessThan(2 * ROUNDING);
        assertThat(got.get(":, 1:2").contentEquals(base.get(":, 1:2"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"320, 256, 768", "640, 128, 384", "1280, 128, 128", "320, 128, 77", "320, 200, 600"})
    void attends(int channels, int tokens, int seen) {
        NDArray q = half(3, tokens, channels);
        NDArray k = half(3, seen, channels);
        NDArray v = half(3, seen, channels);

        NDArray expected = ops.attention(single(q), single(k), single(v), 8);
        assertThat(error(ops.attention(q, k, v, 8), expected)).isLessThan(2 * ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"64, 5, 7", "640, 3, 2", "1280, 2, 4"})
    void laysPicturesIntoEachOther(int channels, int height, int width) {
        NDArray x = ops.channelsLast(half(2, 16, height, width));
        NDArray phases = ops.channelsLast(half(4L * channels, 16, 2, 2));
        NDArray bias = half(channels);

        NDArray expected = ops.maps().interleavedConv2d(single(x), single(phases), single(bias));
        assertThat(error(ops.maps().interleavedConv2d(x, phases, bias), expected))
                .isLessThan(2 * ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"128, 1", "640, 3", "1024, 2"})
    void attendsToWindowsOfImages(int tokens, int factor) {
        int heads = 3;
        NDArray q = half(4, tokens, heads * 40).mul(factor);
        NDArray k = half(4, tokens, heads * 40).mul(3);
        NDArray v = half(4, tokens, heads * 40);
        assumeTrue(ops.frames().readsWindows(q, heads), "a card that the kernel is not made for");
        int[] seen = {0, 1, 2, 0, 1, 3, 3, 2, 1, 3, 3, 3};

        NDArray got = ops.frames().windowAttention(q, k, v, manager.create(seen, new Shape(4, 3)), heads);

        NDArray images = manager.create(seen, new Shape(4, 3)).toType(DataType.INT64, false);
        NDArray expected = ops.attention(
                single(q), ops.frames().window(single(k), images), ops.frames().window(single(v), images), heads);
        assertThat(error(got, expected)).isLessThan(ROUNDING);
    }

    private static NDArray half(long... shape) {
        return manager.randomNormal(0, 1, new Shape(shape), DataType.FLOAT32).toType(DataType.FLOAT16, false);
    }

    private static NDArray single(NDArray x) {
        return x.toType(DataType.FLOAT32, false);
    }

    /** ‖got − expected‖ / ‖expected‖ */
    private static double error(NDArray got, NDArray expected) {
        double missed = single(got).sub(expected).square().sum().getFloat();
        return Math.sqrt(missed / expected.square().sum().getFloat());
    }
}
