package io.diffferv.engine.vae;

import static io.diffferv.engine.Conformance.assertRow;

import ai.djl.Device;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.VaeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoencoderKLConformanceTest {
    private static final VaeConfig STABLE_DIFFUSION_1_5 =
            new VaeConfig(3, 3, 4, List.of(128, 256, 512, 512), 2, 32, 512, 0.18215);

    @Test
    void bothWaysGiveTheReferencesNumbers() {
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            AutoencoderKL vae = new AutoencoderKL(ops, STABLE_DIFFUSION_1_5, Conformance.weights(ops.manager()));

            AutoencoderKL.Moments moments = vae.encode(Conformance.seq(ops.manager(), 0.01, 1, 3, 64, 64));

            assertRow(moments.mean(), 0.040289, 0.092921, 0.113692, 0.072354, -0.030069, 0.020899, 0.006989, 0.062234);
            assertRow(
                    moments.logVariance(),
                    0.003761,
                    0.040996,
                    0.080555,
                    0.064671,
                    0.012821,
                    0.060347,
                    0.003144,
                    0.062762);
            assertRow(
                    vae.decode(Conformance.seq(ops.manager(), 0.02, 1, 4, 8, 8)),
                    0.007704,
                    0.010925,
                    0.012113,
                    0.011197,
                    0.003268,
                    0.002158,
                    0.021730,
                    0.386319);
        }
    }
}
