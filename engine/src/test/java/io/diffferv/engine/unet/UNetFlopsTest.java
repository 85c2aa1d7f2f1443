package io.diffferv.engine.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.diffferv.engine.UNetShapes;
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
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whole numbers: PyTorch 2.15's {@code FlopCounterMode} around diffusers 0.42.1's {@code UNet2DConditionModel} of
 * Stable Diffusion 1.5's configuration on the meta device, one image, one prompt.
 */
class UNetFlopsTest {
    /** Channels of the residual blocks together, each of which projects the timestep's 1280 values. */
    private static final long RESNET_CHANNELS = 5 * 320 + 5 * 640 + 12 * 1280;

    private static final TemporalSettings WINDOW_OF_3 = new TemporalSettings(
            Placement.CENTRED, 3, WindowLayers.ALL, PathLayers.OFF, PathQuery.DENSE, PathOrder.SERIES, true, false, 0);

    @Test
    void plainImagesCostWhatPyTorchCounts() {
        assertThat(flops(512, UNetPass.plain(1)) + spared(512) + leftOut()).isEqualTo(803_273_441_280.0);
        assertThat(flops(384, UNetPass.plain(1)) + spared(384) + leftOut()).isEqualTo(423_012_044_800.0);
        assertThat(flops(256, UNetPass.plain(1)) + spared(256) + leftOut()).isEqualTo(180_106_444_800.0);
        assertThat(flops(512, UNetPass.plain(6))).isEqualTo(6 * flops(512, UNetPass.plain(1)));
    }

    /** Five of nine taps of the convolutions after each doubling. */
    private static double spared(int side) {
        long finest = (long) side / 8 * side / 8;
        return 2.0 * 5 * (finest * 640 * 640 + finest / 4 * 1280 * 1280 + finest / 16 * 1280 * 1280);
    }

    /** Projections of the timestep, which all images share, and of the prompt, which all steps share. */
    private static double leftOut() {
        double timestep = 2.0 * (320 * 1280 + 1280 * 1280) + 2.0 * 1280 * RESNET_CHANNELS;
        double prompt = 2.0 * 2 * 77 * 768 * (5 * 320 + 5 * 640 + 6 * 1280);
        return timestep + prompt;
    }

    @Test
    void windowOfThreeAddsTwoImagesOfKeysToEverySelfAttention() {
        try (TemporalAttention window = new TemporalAttention(WINDOW_OF_3, 16, 64, MotionPaths.NONE)) {
            double flops = flops(512, new UNetPass(BatchSlices.of(3, 16, 48), window, FeatureGate.NONE));

            double core =
                    4.0 * (5L * 4096 * 4096 * 320 + 5L * 1024 * 1024 * 640 + 5L * 256 * 256 * 1280 + 64 * 64 * 1280);
            assertThat(flops / 48).isEqualTo(flops(512, UNetPass.plain(1)) + 2 * core);
            // Issue 4's 1.05 TFLOP.
            assertThat(flops / 48 + spared(512)).isCloseTo(1.045e12, within(0.001e12));
        }
    }

    @Test
    void mergedTokensSpareThreeQuartersOfTheOtherImagesAtTheFinestLevel() {
        TemporalSettings merging = new TemporalSettings(
                Placement.CENTRED,
                3,
                WindowLayers.ALL,
                PathLayers.OFF,
                PathQuery.DENSE,
                PathOrder.SERIES,
                true,
                true,
                0);
        BatchSlices slices = BatchSlices.of(1, 16, 16);
        try (TemporalAttention window = new TemporalAttention(WINDOW_OF_3, 16, 64, MotionPaths.NONE);
                TemporalAttention merged = new TemporalAttention(merging, 16, 64, MotionPaths.NONE)) {
            double spared = flops(512, new UNetPass(slices, window, FeatureGate.NONE))
                    - flops(512, new UNetPass(slices, merged, FeatureGate.NONE));

            assertThat(spared / 16).isEqualTo(5 * 4.0 * 320 * 2 * 4096 * 3072);
        }
    }

    @Test
    void pathsAddTheirPairsOfTokensAtTheFinestLevel() {
        // Token 0 goes through both frames, every other token of either frame stays alone.
        int[] next = new int[64];
        Arrays.fill(next, Trajectories.NONE);
        next[0] = 0;
        TemporalSettings settings = new TemporalSettings(
                Placement.OFF,
                1,
                WindowLayers.ALL,
                PathLayers.FINEST,
                PathQuery.DENSE,
                PathOrder.SERIES,
                true,
                false,
                0);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                TemporalAttention paths = new TemporalAttention(
                        settings, 2, 8, MotionPaths.of(manager, Map.of(0, Trajectories.ofSuccessors(64, new int[][] {
                            next
                        }))))) {
            double flops = flops(64, new UNetPass(BatchSlices.of(3, 2, 6), paths, FeatureGate.NONE));

            // Five layers, three branches, a path of two tokens.
            assertThat(flops - flops(64, UNetPass.plain(6))).isEqualTo(5 * 3 * 2 * 2 * 4.0 * 320);
        }
    }

    @Test
    void featuresThatComeFromTheSourceAreNotCounted() {
        String transformer = "up_blocks.3.attentions.0";
        double all = flops(512, UNetPass.plain(4));

        double residual = flops(512, given(Set.of("up_blocks.1.resnets.1"), Set.of(), Set.of()));
        double queriesKeys = flops(512, given(Set.of(), Set.of(transformer), Set.of()));
        double keysValues = flops(512, given(Set.of(), Set.of(), Set.of(transformer)));

        // Two convolutions, 2560 to 1280 and 1280 to 1280 channels, at 16x16.
        assertThat(all - residual).isEqualTo(4 * 2.0 * 256 * 9 * (2560 * 1280 + 1280 * 1280));
        assertThat(all - queriesKeys).isEqualTo(4 * 2 * 2.0 * 4096 * 320 * 320);
        assertThat(all - keysValues).isEqualTo(4 * 2 * 2.0 * 4096 * 320 * 320);
    }

    private static UNetPass given(Set<String> residuals, Set<String> queriesKeys, Set<String> keysValues) {
        SharedFeatures features = new SharedFeatures(new FeatureSharing(residuals, queriesKeys, keysValues));
        return new UNetPass(BatchSlices.of(2, 2, 4), AttnProcessor.PLAIN, features.giving());
    }

    @Test
    void aPassForFeaturesAloneCountsUpToTheLastOfThem() {
        FeatureSharing sharing = new FeatureSharing(Set.of(), Set.of("up_blocks.3.attentions.0"), Set.of());
        UNetPass pass =
                new UNetPass(BatchSlices.of(1, 1, 1), AttnProcessor.PLAIN, new SharedFeatures(sharing).recording(true));

        double projection = 2.0 * 4096 * 320 * 320;
        double afterQueries = 17 * projection + 4.0 * 4096 * (4096 + 77) * 320;
        double resnet = 2.0 * 4096 * (9 * (640 + 320) * 320 + 640 * 320);
        double rest = 3 * afterQueries + 2 * 3 * projection + 2 * resnet + 2.0 * 4096 * 9 * 320 * 4;
        assertThat(flops(512, UNetPass.plain(1)) - flops(512, pass)).isEqualTo(rest);
    }

    private static double flops(int side, UNetPass pass) {
        return UNetFlops.count(UNetShapes.STABLE_DIFFUSION_1_5, side / 8, side / 8, pass);
    }
}
