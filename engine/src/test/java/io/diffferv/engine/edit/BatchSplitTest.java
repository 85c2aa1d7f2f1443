package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Face256;
import io.diffferv.engine.Measured;
import io.diffferv.engine.temporal.MotionPaths;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.temporal.TemporalSettings;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.TemporalSettings.PathOrder;
import io.diffferv.engine.temporal.TemporalSettings.PathQuery;
import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.TemporalSettings.WindowLayers;
import io.diffferv.engine.temporal.Trajectories;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttnProcessor;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.SharedFeatures;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The memory budget decides how a batch is split; the result must not know. */
class BatchSplitTest {
    private static final int FRAMES = 3;
    private static final int BRANCHES = 3;
    private static final int SIDE = 8;
    private static final double MOST_RELATIVE_ERROR = 1e-5;

    private static DiffusionModel model;
    private static NDManager manager;

    @BeforeAll
    static void load() {
        model = Face256.load();
        manager = model.ops().manager();
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @ParameterizedTest
    @EnumSource(PreservationProfile.class)
    void noiseIsTheSameForEverySplitOfPlainAttention(PreservationProfile profile) {
        assertSplitsAgree("plain, " + profile, profile, AttnProcessor.PLAIN);
    }

    @ParameterizedTest
    @EnumSource(PathOrder.class)
    void noiseIsTheSameForEverySplitOfTemporalAttention(PathOrder order) {
        try (TensorScope scope = new TensorScope()) {
            TemporalSettings settings = new TemporalSettings(
                    Placement.CENTRED, 3, WindowLayers.ALL, PathLayers.FINEST, PathQuery.DENSE, order, true, false, 0);
            int[] toTheRight = IntStream.range(0, SIDE * SIDE)
                    .map(token -> token % SIDE == SIDE - 1 ? Trajectories.NONE : token + 1)
                    .toArray();
            Trajectories paths = Trajectories.ofSuccessors(SIDE * SIDE, new int[][] {toTheRight, toTheRight});
            TemporalAttention attention =
                    new TemporalAttention(settings, FRAMES, SIDE, MotionPaths.of(manager, Map.of(0, paths)));
            assertSplitsAgree("temporal, " + order, PreservationProfile.FLATTEN, attention);
        }
    }

    @Test
    void latentsAndPicturesAreTheSameForEverySplit() {
        try (TensorScope scope = new TensorScope()) {
            NDArray frames = Conformance.seq(manager, 0.01, 3, 3, 64, 64);
            NDArray latents = model.vae().latents(frames, 3);
            NDArray pixels = model.vae().pixels(latents, 3);
            for (int most = 1; most < 3; most++) {
                assertThat(Conformance.relativeError(model.vae().latents(frames, most), latents))
                        .isLessThan(MOST_RELATIVE_ERROR);
                assertThat(Conformance.relativeError(model.vae().pixels(latents, most), pixels))
                        .isLessThan(MOST_RELATIVE_ERROR);
            }
        }
    }

    private static void assertSplitsAgree(String what, PreservationProfile profile, AttnProcessor attention) {
        try (TensorScope scope = new TensorScope()) {
            NDArray whole = noise(BRANCHES * FRAMES, profile, attention);
            double worst = 0;
            for (int most : new int[] {1, 2, FRAMES, BRANCHES * FRAMES - 1}) {
                worst = Math.max(worst, Conformance.relativeError(noise(most, profile, attention), whole));
            }
            assertThat(Measured.log("split, " + what, worst)).isLessThan(MOST_RELATIVE_ERROR);
        }
    }

    private static NDArray noise(int most, PreservationProfile profile, AttnProcessor attention) {
        NDArray z = Conformance.seq(manager, 0.37, (long) BRANCHES * FRAMES, 4, SIDE, SIDE);
        NDArray prompts = NDArrays.concat(new NDList(
                model.embed("a photo of a man"), model.embed("a photo of a man"), model.embed("a photo of a boy")));
        PreservationFeatures features = new PreservationFeatures(profile, InjectionSchedule.PREFIX, 1);
        FeatureSharing sharing = features.at(0, 4, 501, 1000);
        try (TextContext source = model.context(prompts.get("0:1"));
                TextContext context = model.context(prompts);
                SharedFeatures shared = new SharedFeatures(sharing)) {
            BatchSlices alone = BatchSlices.of(1, FRAMES, most);
            model.record(z.get(":" + FRAMES), 501, source, new UNetPass(alone, attention, shared.recording(true)));
            BatchSlices slices = BatchSlices.of(BRANCHES, FRAMES, most);
            return model.noise(z, 501, context, new UNetPass(slices, attention, shared.giving()));
        }
    }
}
