package io.diffferv.engine.clip;

import static io.diffferv.engine.Conformance.assertRow;

import ai.djl.Device;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.ClipTextConfig;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CLIPTextModelConformanceTest {
    private static final ClipTextConfig VIT_L_14 = new ClipTextConfig(49408, 768, 3072, 12, 12, 77, 1e-5);

    @Test
    void lastHiddenStateGivesTheReferencesNumbers() {
        int[] ids = new int[77];
        Arrays.fill(ids, 49407);
        System.arraycopy(new int[] {49406, 320, 1125, 539, 320}, 0, ids, 0, 5);
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            CLIPTextModel text = new CLIPTextModel(ops, VIT_L_14, Conformance.weights(ops.manager()));

            assertRow(
                    text.forward(ids),
                    2.961096,
                    0.723148,
                    -0.245370,
                    -1.858523,
                    -0.258639,
                    0.550797,
                    0.004448,
                    1.003730);
        }
    }
}
