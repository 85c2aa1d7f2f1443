package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.unet.FeatureSharing;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreservationFeaturesTest {
    private static final int TRAINED = 1000;

    /** Step counts of method.md D. */
    @ParameterizedTest
    @CsvSource({
        "0.9, 50, 45",
        "0.7, 50, 35",
        "0.9, 20, 18",
        "0.7, 20, 14",
        "0, 20, 0",
        "1, 20, 20",
        "0.01, 20, 1",
        "0.3, 10, 3",
        "0.6, 5, 3"
    })
    void prefixGivesFeaturesInTheFirstSteps(double tauApp, int steps, int count) {
        PreservationFeatures features =
                new PreservationFeatures(PreservationProfile.FLATTEN, InjectionSchedule.PREFIX, tauApp);

        assertThat(active(features, steps, FeatureSharing::residuals))
                .containsExactly(IntStream.range(0, count).toArray());
        assertThat(active(features, steps, FeatureSharing::queriesKeys))
                .containsExactly(IntStream.range(0, count).toArray());
    }

    /** 5 free steps of 50 for 0.9 and 15 for 0.7 (method.md D). */
    @ParameterizedTest
    @CsvSource({"0.9, 50, 5", "0.7, 50, 15", "0.9, 20, 2", "0.7, 20, 6", "1, 20, 0"})
    void suffixLeavesTheFirstStepsFree(double tauApp, int steps, int free) {
        PreservationFeatures features =
                new PreservationFeatures(PreservationProfile.FLATTEN, InjectionSchedule.SUFFIX, tauApp);

        assertThat(active(features, steps, FeatureSharing::residuals))
                .containsExactly(IntStream.range(free, steps).toArray());
    }

    /** 40 and 25 of 50 steps (method.md M) at PnP's own 0.8. */
    @Test
    void pnpStopsItsAttentionBeforeItsResiduals() {
        PreservationFeatures features =
                new PreservationFeatures(PreservationProfile.PNP, InjectionSchedule.PREFIX, 0.8);

        assertThat(active(features, 50, FeatureSharing::residuals)).hasSize(40);
        assertThat(active(features, 50, FeatureSharing::queriesKeys)).hasSize(25);
    }

    @Test
    void flattenSharesThreeResidualsAndSixAttentions() {
        FeatureSharing sharing = first(PreservationProfile.FLATTEN);

        assertThat(sharing.residuals())
                .containsExactlyInAnyOrder("up_blocks.1.resnets.0", "up_blocks.1.resnets.1", "up_blocks.2.resnets.0");
        assertThat(sharing.queriesKeys())
                .containsExactlyInAnyOrder(
                        "up_blocks.1.attentions.1",
                        "up_blocks.1.attentions.2",
                        "up_blocks.2.attentions.0",
                        "up_blocks.2.attentions.1",
                        "up_blocks.2.attentions.2",
                        "up_blocks.3.attentions.0");
        assertThat(sharing.keysValues()).isEmpty();
    }

    @Test
    void pnpSharesOneResidualAndTheDecodersAttentionsButTheFirst() {
        FeatureSharing sharing = first(PreservationProfile.PNP);

        assertThat(sharing.residuals()).containsExactly("up_blocks.1.resnets.1");
        assertThat(sharing.queriesKeys())
                .containsExactlyInAnyOrder(
                        "up_blocks.1.attentions.1",
                        "up_blocks.1.attentions.2",
                        "up_blocks.2.attentions.0",
                        "up_blocks.2.attentions.1",
                        "up_blocks.2.attentions.2",
                        "up_blocks.3.attentions.0",
                        "up_blocks.3.attentions.1",
                        "up_blocks.3.attentions.2");
        assertThat(sharing.keysValues()).isEmpty();
    }

    @Test
    void masaCtrlSharesKeysAndValuesOfTheLastSixAttentions() {
        FeatureSharing sharing = first(PreservationProfile.MASACTRL);

        assertThat(sharing.residuals()).isEmpty();
        assertThat(sharing.queriesKeys()).isEmpty();
        assertThat(sharing.keysValues())
                .containsExactlyInAnyOrder(
                        "up_blocks.2.attentions.0",
                        "up_blocks.2.attentions.1",
                        "up_blocks.2.attentions.2",
                        "up_blocks.3.attentions.0",
                        "up_blocks.3.attentions.1",
                        "up_blocks.3.attentions.2");
    }

    @Test
    void withoutAProfileNothingIsShared() {
        assertThat(first(PreservationProfile.NONE)).isEqualTo(FeatureSharing.NONE);
    }

    private static FeatureSharing first(PreservationProfile profile) {
        return at(new PreservationFeatures(profile, InjectionSchedule.PREFIX, 1), 0, 20);
    }

    private static int[] active(PreservationFeatures features, int steps, Function<FeatureSharing, Set<String>> part) {
        return IntStream.range(0, steps)
                .filter(s -> !part.apply(at(features, s, steps)).isEmpty())
                .toArray();
    }

    /** At the timesteps of "leading" spacing, t = 981 first of 50. */
    private static FeatureSharing at(PreservationFeatures features, int s, int steps) {
        int timestep = (steps - 1 - s) * (TRAINED / steps) + 1;
        return features.at(s, steps, timestep, TRAINED);
    }
}
