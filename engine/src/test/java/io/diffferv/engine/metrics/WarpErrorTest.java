package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.flow.FlowFields;
import io.diffferv.engine.flow.FlowPair;
import org.junit.jupiter.api.Test;

class WarpErrorTest {
    private final FlowPair flows = Scenes.flows();
    private final boolean[] comparable = WarpError.comparable(flows);
    private final float[] earlier = Scenes.scene(0, 0);
    private final float[] later = Scenes.scene(1.3, -0.7);

    @Test
    void masksWhatNumpyMasks() {
        int count = 0;
        for (boolean pixel : comparable) {
            count += pixel ? 1 : 0;
        }
        assertThat(count).isEqualTo(329);
    }

    @Test
    void agreesWithNumpy() {
        assertThat(WarpError.of(earlier, later, flows.forward(), comparable).orElseThrow())
                .isCloseTo(0.00021915287, within(1e-9));
        assertThat(WarpError.of(Scenes.edited(earlier, 0), Scenes.edited(later, 1), flows.forward(), comparable)
                        .orElseThrow())
                .isCloseTo(0.0013270026, within(1e-8));
    }

    @Test
    void isEmptyWhenNothingCanBeFollowed() {
        FlowPair away = FlowFields.translation(4, 4, 9, 0);
        assertThat(WarpError.of(new float[48], new float[48], away.forward(), WarpError.comparable(away)))
                .isEmpty();
    }
}
