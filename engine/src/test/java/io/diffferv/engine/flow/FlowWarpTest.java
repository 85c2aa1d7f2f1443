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
    void aBorderIsReadAsIfThereWereZerosAround() {
        int side = 9;
        int around = 4;
        float[] picture = new float[side * side];
        float[] framed = new float[(side + 2 * around) * (side + 2 * around)];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = 1 + (i * 37 % 81) / 7f;
            framed[framedAt(i, side, around)] = picture[i];
        }
        for (float x : new float[] {-3.75f, -1, -0.25f, 0, 0.625f, 2}) {
            float y = 0.5f - x / 4;
            float[] warped = FlowWarp.warp(picture, FlowFields.constant(side, side, x, y));
            float[] inside = FlowWarp.warp(framed, FlowFields.constant(side + 2 * around, side + 2 * around, x, y));
            for (int i = 0; i < picture.length; i++) {
                assertThat(warped[i]).isEqualTo(inside[framedAt(i, side, around)]);
            }
        }
    }

    private static int framedAt(int pixel, int side, int around) {
        return (pixel / side + around) * (side + 2 * around) + pixel % side + around;
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
