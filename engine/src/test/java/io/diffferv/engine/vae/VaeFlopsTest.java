package io.diffferv.engine.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.weights.VaeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * PyTorch 2.15's {@code FlopCounterMode} around diffusers 0.42.1's {@code AutoencoderKL} of Stable Diffusion 1.5's
 * configuration on the meta device, one picture of 512x512.
 */
class VaeFlopsTest {
    private final VaeFlops flops =
            new VaeFlops(new VaeConfig(3, 3, 4, List.of(128, 256, 512, 512), 2, 32, 512, 0.18215), 512, 512);

    @Test
    void encodingCostsWhatPyTorchCounts() {
        assertThat(flops.encode()).isEqualTo(1_116_658_466_816.0);
    }

    @Test
    void decodingCostsWhatPyTorchCounts() {
        // Five of nine taps of the convolutions after each doubling are spared.
        double spared = 2.0 * 5 * (128L * 128 * 512 * 512 + 256L * 256 * 512 * 512 + 512L * 512 * 256 * 256);
        assertThat(flops.decode() + spared).isEqualTo(2_514_518_933_504.0);
    }
}
