package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.flow.FlowFields;
import io.diffferv.engine.flow.FlowPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MotionSmoothingTest {
    private static final int SIDE = 8;
    private static final int FRAMES = 5;
    private static final float[] CHANGES = {0.1f, 0.2f, 0.6f, 0.4f, 0.0f};

    @Test
    void strengthZeroLeavesPicturesUntouched() {
        List<float[]> changes = filled(CHANGES);

        assertThat(new MotionSmoothing(0).apply(changes, moving(0))).isSameAs(changes);
    }

    /** Three neighbours on either side, as far as there are any, each with the weight of the frame itself. */
    @Test
    void aSceneThatStandsStillIsAveraged() {
        List<float[]> smoothed = new MotionSmoothing(1).apply(filled(CHANGES), moving(0));

        assertAll(smoothed, 1.3f / 4, 1.3f / 5, 1.3f / 5, 1.3f / 5, 1.2f / 4);
    }

    @Test
    void strengthIsTheWeightOfANeighbour() {
        List<float[]> smoothed = new MotionSmoothing(0.5).apply(filled(CHANGES), moving(0));

        assertThat(smoothed.get(2)[0]).isCloseTo((0.6f + 0.5f * 0.7f) / 3, within(1e-6f));
    }

    /** A spot that moves with the scene by one column a frame is averaged with itself and stays a spot. */
    @Test
    void aChangeIsFollowedAlongTheMotion() {
        List<float[]> changes = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            float[] change = new float[3 * SIDE * SIDE];
            change[3 * SIDE + 1 + i] = 1;
            changes.add(change);
        }

        List<float[]> smoothed = new MotionSmoothing(1).apply(changes, moving(1));

        for (int i = 0; i < FRAMES; i++) {
            assertThat(smoothed.get(i)).containsExactly(changes.get(i), within(1e-6f));
        }
    }

    @Test
    void neighboursWhoseMotionIsNotTrustedDoNotCount() {
        FlowPair contradictory =
                new FlowPair(FlowFields.constant(SIDE, SIDE, 3, 0), FlowFields.constant(SIDE, SIDE, 3, 0));

        List<float[]> smoothed = new MotionSmoothing(1).apply(filled(CHANGES), flow((i, j) -> contradictory));

        assertAll(smoothed, CHANGES);
    }

    @Test
    void onlyTheEditIsSmoothedAndPicturesStayInRange() {
        List<float[]> baseline = filled(0, 0.25f, 0.5f, 0.75f, 1);
        List<float[]> edited = filled(0.2f, 0.45f, 0.7f, 0.95f, 1);

        List<float[]> steadied = new MotionSmoothing(1).steadied(edited, baseline, moving(0));

        assertAll(steadied, 0.2f, 0.25f + 0.8f / 5, 0.5f + 0.8f / 5, 0.75f + 0.8f / 5, 1);
    }

    private interface Motion {
        FlowPair between(int i, int j);
    }

    /** A scene that moves to the right by so many columns a frame. */
    private static ClipFlow moving(float columns) {
        return flow((i, j) -> FlowFields.translation(SIDE, SIDE, columns * (j - i), 0));
    }

    /** The estimator knows frames by their first sample. */
    private static ClipFlow flow(Motion motion) {
        FlowEstimator estimator = new FlowEstimator() {
            @Override
            public String name() {
                return "given";
            }

            @Override
            public FlowPair estimate(float[] first, float[] second, int width, int height) {
                return motion.between((int) first[0], (int) second[0]);
            }
        };
        return new ClipFlow(estimator, new Clip(SIDE, SIDE, filled(0, 1, 2, 3, 4)));
    }

    private static List<float[]> filled(float... values) {
        List<float[]> pictures = new ArrayList<>();
        for (float value : values) {
            float[] picture = new float[3 * SIDE * SIDE];
            Arrays.fill(picture, value);
            pictures.add(picture);
        }
        return pictures;
    }

    private static void assertAll(List<float[]> pictures, float... values) {
        assertThat(pictures).hasSize(values.length);
        for (int i = 0; i < values.length; i++) {
            assertThat(pictures.get(i)).containsExactly(filled(values[i]).get(0), within(1e-6f));
        }
    }
}
