package io.diffferv.engine.vae;

import static io.diffferv.engine.Conformance.assertRow;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.TinyVaeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** diffusers 0.42.1's {@code AutoencoderTiny()}, torch 2.15.0, with the weights of the appendix's rule. */
class AutoencoderTinyConformanceTest {
    private static final TinyVaeConfig DEFAULT = new TinyVaeConfig(4, 64, List.of(1, 3, 3, 3), List.of(3, 3, 3, 1), 1);

    @Test
    void picturesAndLatentsAreDiffusers() {
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            AutoencoderTiny vae =
                    new AutoencoderTiny(ops, DEFAULT, Conformance.weights(ops.manager()), DataType.FLOAT32);

            assertRow(
                    vae.latents(Conformance.seq(ops.manager(), 0.01, 1, 3, 32, 48), 1),
                    0.018437,
                    0.019674,
                    0.02031,
                    0.020396,
                    -0.012779,
                    -0.012755,
                    0.006802,
                    0.014486);
            assertRow(
                    vae.pixels(Conformance.seq(ops.manager(), 0.02, 1, 4, 4, 6), 1),
                    -0.964312,
                    -0.962993,
                    -0.962362,
                    -0.962485,
                    -0.995558,
                    -0.995032,
                    -0.973517,
                    0.973601);
        }
    }

    /** Counted by hand: convolutions of 64 to 64 channels by the places that they compute. */
    @Test
    void operationsAreThoseOfItsConvolutions() {
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            AutoencoderTiny vae =
                    new AutoencoderTiny(ops, DEFAULT, Conformance.weights(ops.manager()), DataType.FLOAT32);
            double inner = 2.0 * 9 * 64 * 64;

            assertThat(vae.encodingFlops(64, 64))
                    .isEqualTo(
                            inner * (3 * 4096 + 10 * 1024 + 10 * 256 + 10 * 64) + 2.0 * 9 * 64 * (3 * 4096 + 4 * 64));
            assertThat(vae.decodingFlops(64, 64))
                    .isEqualTo(inner * (9 * 64 + (1 + 9) * 256 + (1 + 9) * 1024 + (1 + 3) * 4096)
                            + 2.0 * 9 * 64 * (4 * 64 + 3 * 4096));
        }
    }
}
