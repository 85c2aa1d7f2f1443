package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Face256;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.temporal.MotionPaths;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.FeatureSharing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EditMaskTest {
    private static final int SIDE = 8;
    private static final int FRAMES = 3;

    /** Half of the places at 0.1 are the middle, a few at 1.1 the top: the mask rises over shares of what lies between. */
    @Test
    void disagreementIsMeasuredBetweenTheFramesMiddleAndItsTop() {
        float[] map = new float[101];
        Arrays.fill(map, 0.1f);
        Arrays.fill(map, 90, 101, 1.1f);
        float middle = (float) (0.1 + (EditMask.FROM + EditMask.TO) / 2);
        map[0] = (float) (0.1 + EditMask.FROM - 0.01);
        map[1] = middle;
        map[2] = (float) (0.1 + EditMask.TO + 0.01);
        map[100] = 50;

        float[] mask = EditMask.thresholded(map);

        assertThat(mask[0]).isZero();
        assertThat(mask[1]).isCloseTo(0.5f, within(1e-5f));
        assertThat(mask[2]).isOne();
        assertThat(mask[100]).isOne();
        assertThat(mask[50]).isZero();
    }

    @Property(tries = 200)
    void scalingTheDisagreementChangesNothing(@ForAll @Size(64) List<@FloatRange(min = 0.01f, max = 1) Float> places) {
        float[] map = new float[places.size()];
        float[] scaled = new float[places.size()];
        for (int i = 0; i < map.length; i++) {
            map[i] = places.get(i);
            scaled[i] = 8 * map[i];
        }

        assertThat(EditMask.thresholded(scaled)).containsExactly(EditMask.thresholded(map), within(1e-5f));
    }

    @Test
    void whereNothingDisagreesNothingIsEdited() {
        assertThat(EditMask.thresholded(new float[64])).containsOnly(0);
    }

    @Test
    void everyFrameHasAMaskOfItsOwn() {
        try (DiffusionModel model = Face256.load();
                TensorScope scope = new TensorScope()) {
            TemporalAttention attention = new TemporalAttention(
                    Tiny.settings("tta", "off").temporal(),
                    FRAMES,
                    SIDE,
                    MotionPaths.of(model.ops().manager(), Map.of()));
            DdimScheduler scheduler = new DdimScheduler(model.folder().scheduler(), Tiny.STEPS);
            NDArray z0 = Conformance.seq(model.ops().manager(), 0.37, FRAMES, 4, SIDE, SIDE);
            try (PromptContexts prompts = new PromptContexts(model, "a photo of a man", "a photo of an old woman");
                    SourceLatents source = new Inversion(
                                    model,
                                    scheduler,
                                    1,
                                    1,
                                    prompts.context(List.of(Branch.SOURCE)),
                                    attention,
                                    BatchSlices.of(1, FRAMES, FRAMES),
                                    StepListener.SILENT)
                            .invert(z0);
                    RecomputedSource branch = new RecomputedSource(
                            model,
                            scheduler,
                            prompts,
                            attention,
                            2 * FRAMES,
                            k -> FeatureSharing.NONE,
                            false,
                            source)) {
                float[] mask = new EditMask(model, scheduler, prompts, attention, 2 * FRAMES, StepListener.SILENT)
                        .measure(branch)
                        .toFloatArray();

                assertThat(mask).hasSize(FRAMES * SIDE * SIDE);
                for (int frame = 0; frame < FRAMES; frame++) {
                    int full = 0;
                    for (int p = frame * SIDE * SIDE; p < (frame + 1) * SIDE * SIDE; p++) {
                        assertThat(mask[p]).isBetween(0f, 1f);
                        full += mask[p] == 1 ? 1 : 0;
                    }
                    assertThat(full).as("frame %d", frame).isPositive();
                }
            }
        }
    }
}
