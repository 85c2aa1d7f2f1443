package io.diffferv.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.tensor.Autograd;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoublingConv2dTest {
    private static Ops ops;

    @BeforeAll
    static void load() {
        ops = new Ops(Device.cpu());
    }

    @AfterAll
    static void unload() {
        ops.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 6, 5, 7", "1, 16, 4, 1"})
    void givesWhatRepeatingAndConvolvingGives(int batch, int channels, int height, int width) {
        try (TensorScope scope = new TensorScope()) {
            NDArray x = Conformance.seq(ops.manager(), 0.37, batch, channels, height, width);
            Conv2d plain = Conv2d.load(ops, Conformance.weights(ops.manager()), channels, channels, 3);

            NDArray got = DoublingConv2d.load(ops, Conformance.weights(ops.manager()), channels)
                    .forward(x);

            NDArray expected = plain.forward(ops.upsampleNearest(x));
            assertThat(got.getShape()).isEqualTo(expected.getShape());
            assertThat(got.sub(expected).abs().max().getFloat()).isCloseTo(0, within(1e-5f));
        }
    }

    @Test
    void trainedWeightsServeAsTheyAre() {
        try (TensorScope scope = new TensorScope()) {
            DoublingConv2d conv =
                    new Autograd(ops).building(() -> DoublingConv2d.load(ops, Conformance.weights(ops.manager()), 2));
            NDArray x = Conformance.seq(ops.manager(), 0.37, 1, 2, 3, 3);
            NDArray before = conv.forward(x);

            conv.conv().weight().muli(2);

            NDArray bias = conv.bias().reshape(1, 2, 1, 1);
            NDArray expected = before.sub(bias).mul(2).add(bias);
            assertThat(conv.forward(x).sub(expected).abs().max().getFloat()).isCloseTo(0, within(1e-5f));
        }
    }
}
