package io.diffferv.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.weights.SchedulerConfig;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdimSchedulerTest {
    private static final SchedulerConfig STABLE_DIFFUSION = new SchedulerConfig(1000, 0.00085, 0.012, false, 1);
    private final DdimScheduler scheduler = new DdimScheduler(STABLE_DIFFUSION, 50);

    /** Values of method.md K, measured with diffusers. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.99915", "1, 0.998296", "21, 0.980381", "41, 0.960873", "101, 0.892981", "201, 0.752143",
        "301, 0.588819", "401, 0.422882", "501, 0.274999", "601, 0.159816", "701, 0.081917", "801, 0.036547",
        "901, 0.014005", "941, 0.0091173", "961, 0.0072817", "981, 0.0057755", "999, 0.0046601"
    })
    void alphasAreTheReferences(int t, double alphaBar) {
        assertThat(scheduler.alphaCumprod(t)).isCloseTo(alphaBar, within(1e-6));
    }

    @Test
    void fiftyTimestepsLeadFromOneTo981() {
        assertThat(scheduler.timestep(1)).isEqualTo(1);
        assertThat(scheduler.timestep(2)).isEqualTo(21);
        assertThat(scheduler.timestep(50)).isEqualTo(981);
    }

    @Test
    void theLastStepEndsAtTheFirstTrainingStepsAlpha() {
        assertThat(scheduler.alphaBar(0)).isEqualTo(scheduler.alphaCumprod(0));
    }

    /** x̂₀ = (z − √(1−ᾱ) ε) / √ᾱ, then √ᾱ′ x̂₀ + √(1−ᾱ′) ε, written out as in method.md K. */
    @Property
    void aStepIsThePaperFormula(@ForAll @IntRange(min = 1, max = 50) int k) {
        double z = 0.7;
        double noise = -1.3;
        double from = scheduler.alphaBar(k);
        double to = scheduler.alphaBar(k - 1);
        double clean = (z - Math.sqrt(1 - from) * noise) / Math.sqrt(from);
        double expected = Math.sqrt(to) * clean + Math.sqrt(1 - to) * noise;

        Scheduler.Step step = scheduler.denoise(k);

        assertThat(step.a() * z + step.b() * noise).isCloseTo(expected, within(1e-12));
    }

    /** With the same noise prediction both ways, sampling undoes inversion. */
    @Property
    void denoisingUndoesInversion(
            @ForAll @IntRange(min = 1, max = 50) int steps, @ForAll @IntRange(min = 1, max = 50) int level) {
        DdimScheduler any = new DdimScheduler(STABLE_DIFFUSION, steps);
        int k = Math.min(level, steps);
        double z = 0.4;
        double noise = 0.9;
        Scheduler.Step up = any.invert(k);
        Scheduler.Step down = any.denoise(k);

        assertThat(down.a() * (up.a() * z + up.b() * noise) + down.b() * noise).isCloseTo(z, within(1e-12));
    }

    @Test
    void moreStepsThanTrainingStepsAreRefused() {
        assertThatThrownBy(() -> new DdimScheduler(STABLE_DIFFUSION, 1001))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
