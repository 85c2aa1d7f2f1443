package io.diffferv.engine.unet;

import static io.diffferv.engine.Conformance.assertRow;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Face256;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.WeightMap;
import org.junit.jupiter.api.Test;

/**
 * Numbers of diffusers 0.42.1 and torch 2.15.0 over face-256: its UNet2DConditionModel with a forward pre-hook on
 * {@code up_blocks[3]} that puts in the {@code hidden_states} of a pass at t = 501.
 */
class InnerFeatureTest {
    private static final double[] REUSED = {
        0.182145, 0.156907, 0.5646, 0.766083, -1.032088, -1.118282, 0.003611, 0.645954
    };
    private static final double[] FULL = {
        0.275635, 0.053017, 0.548312, 0.851402, -0.606586, -0.734899, 0.001261, 0.456431
    };

    @Test
    void theInnerLevelsAreTheLastFullPassesUntilTheyAreForgotten() {
        ModelFolder folder = ModelFolder.open(Face256.folder());
        try (Ops ops = new Ops(Device.cpu());
                WeightMap weights = folder.openUnet(ops.manager(), DataType.FLOAT32);
                TensorScope scope = new TensorScope();
                InnerFeature inner = new InnerFeature()) {
            UNet2DConditionModel unet = new UNet2DConditionModel(ops, folder.unet(), weights);
            TextContext prompt =
                    unet.context(Conformance.of(ops.manager(), j -> Math.cos(0.013 * (j + 1)), 1, 77, 256));
            UNetPass pass = new UNetPass(BatchSlices.of(1, 1, 1), AttnProcessor.PLAIN, FeatureGate.NONE, inner);
            NDArray first = Conformance.seq(ops.manager(), 0.37, 1, 4, 16, 16);
            NDArray second = Conformance.seq(ops.manager(), 0.41, 1, 4, 16, 16);

            double whole = unet.flops(16, 16, pass);
            unet.forward(first, 501, prompt, pass);

            assertThat(unet.flops(16, 16, pass)).isLessThan(0.7 * whole);
            assertRow(unet.forward(second, 451, prompt, pass), REUSED);
            assertRow(unet.forward(second, 451, prompt, pass), REUSED);
            inner.forget();
            assertThat(unet.flops(16, 16, pass)).isEqualTo(whole);
            assertRow(unet.forward(second, 451, prompt, pass), FULL);
        }
    }
}
