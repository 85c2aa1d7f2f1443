package io.diffferv.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowConsistencyTest {
    @Test
    void marksThePixelsThatLeaveTheFrame() {
        boolean[] occluded = FlowConsistency.occluded(FlowFields.translation(6, 1, 2, 0));
        assertThat(occluded).containsExactly(false, false, false, false, true, true);
    }

    @Test
    void grantsHalfAPixelAndAHundredthOfTheMotion() {
        // Residual r of forward 10 against backward -10 + r; the allowance is 0.01 (10 + (10 - r)) + 0.5 = 0.7 - 0.01
        // r.
        assertThat(occludedMiddle(10, -10 + 0.69f)).isFalse();
        assertThat(occludedMiddle(10, -10 + 0.70f)).isTrue();
    }

    @Test
    void takesTheMagnitudeOfTheBackwardFlowAtThePixelItself() {
        // Where pixel 0 lands (pixel 4), the way back is short by 0.62; allowed are 0.5 + 0.01 (4 + |b(0)|).
        float[] near = {0, 0, 0, 0, -3.38f, 0};
        float[] far = {-9, 0, 0, 0, -3.38f, 0};
        assertThat(FlowConsistency.occluded(pair(near))[0]).isTrue();
        assertThat(FlowConsistency.occluded(pair(far))[0]).isFalse();
    }

    @Test
    void countsAFlowThatIsNoNumberAsOccluded() {
        FlowPair pair = new FlowPair(FlowFields.constant(4, 4, Float.NaN, 0), FlowFields.constant(4, 4, 0, 0));
        assertThat(FlowConsistency.occluded(pair)).containsOnly(true);
    }

    private static FlowPair pair(float[] backward) {
        return new FlowPair(FlowFields.constant(6, 1, 4, 0), new FlowField(6, 1, backward, new float[6]));
    }

    private static boolean occludedMiddle(float forward, float backward) {
        FlowPair pair = new FlowPair(FlowFields.constant(40, 1, forward, 0), FlowFields.constant(40, 1, backward, 0));
        return FlowConsistency.occluded(pair)[15];
    }
}
