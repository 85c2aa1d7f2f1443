package io.diffferv.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.tensor.Autograd;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LossScaleTest {
    private static final double FIRST = 65536;

    @Test
    void halvesWithEachStepThatIsLostAndDoublesAfterManyGoodOnes() {
        LossScale scale = new LossScale(DataType.FLOAT16);

        assertThat(scale.judge(Double.POSITIVE_INFINITY)).isFalse();
        assertThat(scale.judge(Double.NaN)).isFalse();
        assertThat(scale.value()).isEqualTo(FIRST / 4);
        assertThat(scale.skipped()).isEqualTo(2);
        for (int i = 0; i < 1999; i++) {
            assertThat(scale.judge(1)).isTrue();
        }
        assertThat(scale.value()).isEqualTo(FIRST / 4);

        LossScale resumed = new LossScale(DataType.FLOAT16);
        resumed.resume(scale.state());
        assertThat(resumed.judge(1)).isTrue();
        assertThat(resumed.value()).isEqualTo(FIRST / 2);
        assertThat(resumed.skipped()).isEqualTo(2);
    }

    @Test
    void aGradientThatIsNoNumberAtAnyScaleEndsTheRun() {
        assertThatThrownBy(() -> new LossScale(DataType.FLOAT32).judge(Double.NaN))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("astray");

        LossScale scale = new LossScale(DataType.FLOAT16);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        scale.judge(Double.NaN);
                    }
                })
                .isInstanceOf(EditException.class);
        assertThat(scale.skipped()).isEqualTo(16);
    }

    @Test
    void adamTakesTheScaleOutAgainAndLeavesOutWhatIsNoNumber() {
        try (Ops ops = new Ops(Device.cpu());
                TensorScope scope = new TensorScope()) {
            NDArray x = Autograd.track(ops.manager().create(new float[] {1, 2}));
            Autograd autograd = new Autograd(ops);
            Adam adam = new Adam(new TreeMap<>(Map.of("x", x)));

            autograd.accumulate(false, segments -> x.sum().mul(Float.MAX_VALUE).mul(2));
            assertThat(adam.step(1, 0.5, 10, FIRST)).isInfinite();
            assertThat(x.toFloatArray()).containsExactly(1, 2);

            autograd.accumulate(false, segments -> x.sum().mul((float) (3 * FIRST)));
            assertThat(adam.step(1, 0.5, 10, FIRST)).isEqualTo(Math.sqrt(18));
            // The first step is as long as the learning rate.
            assertThat(x.toFloatArray()).containsExactly(new float[] {0.5f, 1.5f}, within(1e-5f));
        }
    }
}
