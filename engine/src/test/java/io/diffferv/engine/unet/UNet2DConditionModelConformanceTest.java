package io.diffferv.engine.unet;

import static io.diffferv.engine.Conformance.assertRow;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.UNetShapes;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stable Diffusion 1.5's own size; needs 4 GB of memory. */
class UNet2DConditionModelConformanceTest {
    @Test
    void everyBlockGivesTheReferencesNumbers() {
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            UNet2DConditionModel unet =
                    new UNet2DConditionModel(ops, UNetShapes.STABLE_DIFFUSION_1_5, Conformance.weights(ops.manager()));
            NDArray prompt = Conformance.of(ops.manager(), j -> Math.cos(0.013 * (j + 1)), 1, 77, 768);
            Map<String, NDArray> outputs = new HashMap<>();
            UNetPass pass = new UNetPass(
                    BatchSlices.of(1, 1, 1),
                    AttnProcessor.PLAIN,
                    FeatureGate.NONE,
                    null,
                    (path, output) -> outputs.put(path, scope.keep(output.duplicate())));

            NDArray noise =
                    unet.forward(Conformance.seq(ops.manager(), 0.01, 1, 4, 16, 16), 981, unet.context(prompt), pass);

            assertRow(
                    outputs.get("time_embedding"),
                    0.032394,
                    0.008707,
                    0.043065,
                    0.054914,
                    -0.004807,
                    -0.025171,
                    0.001368,
                    0.042653);
            assertRow(
                    outputs.get("conv_in"),
                    0.134313,
                    0.213173,
                    0.213932,
                    0.214671,
                    -0.207152,
                    -0.141957,
                    0.003901,
                    0.412233);
            assertRow(
                    outputs.get("down_blocks.0.resnets.0"),
                    0.469665,
                    0.388837,
                    0.082910,
                    0.067581,
                    -0.117403,
                    -0.108883,
                    0.017622,
                    0.540282);
            assertRow(
                    outputs.get("down_blocks.0.attentions.0"),
                    1.194186,
                    1.174043,
                    0.882270,
                    0.866518,
                    -0.023447,
                    -0.022711,
                    0.025817,
                    0.749851);
            assertRow(
                    outputs.get("mid_block"),
                    1.169091,
                    1.623232,
                    2.347473,
                    1.930690,
                    0.185866,
                    -0.359829,
                    0.069105,
                    0.849655);
            assertRow(
                    outputs.get("up_blocks.1.resnets.1"),
                    1.472359,
                    1.543781,
                    1.460445,
                    1.254700,
                    -0.618860,
                    -0.676859,
                    0.028630,
                    0.544824);
            assertRow(
                    outputs.get("up_blocks.3.attentions.2"),
                    1.487503,
                    1.581807,
                    1.696158,
                    1.743745,
                    -0.545649,
                    -0.379316,
                    0.027682,
                    0.687709);
            assertRow(noise, 0.164246, 0.257419, 0.253248, 0.269301, -0.044882, -0.040510, -0.009602, 0.233589);
        }
    }
}
