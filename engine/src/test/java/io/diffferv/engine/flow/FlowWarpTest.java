package io.diffferv.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FlowWarpTest {
    private static final float[] RAMP = {0, 1, 2, 10, 11, 12};

    @Test
    void readsAtFractionalPositionsAndZeroOutside() {
        assertThat(FlowWarp.warp(RAMP, FlowFields.constant(3, 2, 0.25f, 0.5f)))
                .containsExactly(new float[] {5.25f, 6.25f, 5.25f, 5.125f, 5.625f, 4.5f}, within());
    }

    @Test
    void warpsEachPlaneByTheSameFlow() {
        float[] twoPlanes = {0, 1, 2, 10, 11, 12, 0, -1, -2, -10, -11, -12};
        assertThat(FlowWarp.warp(twoPlanes, FlowFields.constant(3, 2, 1, 0)))
                .containsExactly(1, 2, 0, 11, 12, 0, -1, -2, 0, -11, -12, 0);
    }

    @Test
    void readsZeroWhereTheFlowIsNoNumber() {
        assertThat(FlowWarp.warp(RAMP, FlowFields.constant(3, 2, Float.NaN, Float.POSITIVE_INFINITY)))
                .containsOnly(0);
    }

    @Test
    void refusesAPartOfAPlane() {
        assertThatThrownBy(() -> FlowWarp.warp(new float[7], FlowFields.constant(3, 2, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 values");
    }

    private static Offset<Float> within() {
        return Offset.offset(1e-6f);
    }
}
