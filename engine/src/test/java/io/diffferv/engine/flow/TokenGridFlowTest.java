package io.diffferv.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenGridFlowTest {
    @Test
    void averagesTheMotionOfATokenAndCountsItInTokens() {
        float[] x = {2, 4, 0, 0, 6, 8, 0, 0};
        FlowPair pair = new FlowPair(new FlowField(4, 2, x, new float[8]), FlowFields.constant(4, 2, 0, 0));
        TokenGridFlow grid = of(pair, 2);
        assertThat(grid.motion().width()).isEqualTo(2);
        assertThat(grid.motion().height()).isEqualTo(1);
        assertThat(grid.motion().x()).containsExactly(2.5f, 0);
        assertThat(grid.motion().y()).containsExactly(0, 0);
    }

    @Test
    void countsATokenAsOccludedWhenMoreThanHalfOfItsPixelsAre() {
        // A motion of 1 to the right hides the last column: half of the last token. One of 2 hides all of it.
        assertThat(of(FlowFields.translation(6, 2, 1, 0), 2).occluded()).containsExactly(false, false, false);
        assertThat(of(FlowFields.translation(6, 2, 2, 0), 2).occluded()).containsExactly(false, false, true);
    }

    @Test
    void refusesAFrameThatIsNoWholeNumberOfTokens() {
        assertThatThrownBy(() -> of(FlowFields.translation(12, 9, 0, 0), 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12 x 9");
    }

    private static TokenGridFlow of(FlowPair pair, int stride) {
        return TokenGridFlow.of(CheckedFlow.of(pair), stride);
    }
}
