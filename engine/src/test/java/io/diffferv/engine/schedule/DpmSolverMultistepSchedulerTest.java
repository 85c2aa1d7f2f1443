package io.diffferv.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.schedule.Scheduler.Step;
import io.diffferv.engine.weights.SchedulerConfig;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DpmSolverMultistepSchedulerTest {
    private static final SchedulerConfig STABLE_DIFFUSION = new SchedulerConfig(1000, 0.00085, 0.012, false, 1);
    private static final int STEPS = 20;

    private final Scheduler scheduler = new DpmSolverMultistepScheduler(STABLE_DIFFUSION, STEPS);

    /**
     * diffusers 0.42.1: {@code DPMSolverMultistepScheduler(beta_start=0.00085, beta_end=0.012,
     * beta_schedule="scaled_linear", use_lu_lambdas=True).set_timesteps(21).timesteps}.
     */
    @Test
    void levelsAreDiffusersAndEvenInLambda() {
        int[] levels = IntStream.rangeClosed(1, STEPS).map(scheduler::timestep).toArray();

        assertThat(levels)
                .containsExactly(
                        1, 2, 5, 11, 20, 36, 63, 103, 160, 233, 320, 413, 507, 597, 681, 757, 825, 888, 946, 999);
        assertThat(scheduler.inversionTimestep(1)).isZero();
    }

    @Property
    void levelsRiseToTheLastTimestepHoweverManyThereAre(@ForAll @IntRange(min = 1, max = 999) int steps) {
        Scheduler any = new DpmSolverMultistepScheduler(STABLE_DIFFUSION, steps);

        int[] levels = IntStream.rangeClosed(1, steps).map(any::timestep).toArray();

        assertThat(levels).isSorted().doesNotHaveDuplicates().startsWith(any.timestep(1));
        assertThat(levels[0]).isPositive();
        assertThat(levels[steps - 1]).isEqualTo(999);
    }

    /**
     * The same with {@code lower_order_final=False, final_sigmas_type="sigma_min"}, torch 2.15.0, its timesteps and
     * sigmas set to these levels in double precision; z = 0.7, ε = sin(3 z + 0.01 t).
     */
    @ParameterizedTest
    @CsvSource({"1, 1.118089", "2, 1.304212", "3, 1.668460", "10, 4.406701", "19, 5.486049", "20, 5.496908"})
    void stepsDownAreDiffusers(int steps, double expected) {
        double z = walk(steps, i -> scheduler.denoise(STEPS - i), i -> scheduler.timestep(STEPS - i));

        assertThat(z).isCloseTo(expected, within(1e-4));
    }

    /** {@code DPMSolverMultistepInverseScheduler} likewise, from t = 0 up to 946. */
    @ParameterizedTest
    @CsvSource({"1, 0.710177", "2, 0.717690", "3, 0.733983", "10, 0.554888", "19, 0.158762", "20, -0.203410"})
    void stepsUpAreDiffusers(int steps, double expected) {
        double z = walk(steps, i -> scheduler.invert(i + 1), i -> scheduler.inversionTimestep(i + 1));

        assertThat(z).isCloseTo(expected, within(1e-4));
    }

    /**
     * For data spread by a Gaussian of deviation s the noise is known, ε = √(1−ᾱ) z / (ᾱ s² + 1 − ᾱ), and so is the way
     * of z: in proportion to √(ᾱ s² + 1 − ᾱ).
     */
    @Test
    void twelveStepsOfAGaussiansLatentsAreAsCloseAsFiftyOfDdim() {
        DdimScheduler ddim = new DdimScheduler(STABLE_DIFFUSION, 50);

        for (boolean up : new boolean[] {false, true}) {
            double error = gaussianError(new DpmSolverMultistepScheduler(STABLE_DIFFUSION, 12), up);

            assertThat(error).isLessThan(gaussianError(ddim, up)).isLessThan(0.05);
            assertThat(gaussianError(scheduler, up)).isLessThan(error / 2);
        }
    }

    /** |z / expected − 1| at the end of the whole way. */
    private static double gaussianError(Scheduler scheduler, boolean up) {
        int count = scheduler.steps();
        double z = 1;
        double expected = 1;
        double cleanBefore = 0;
        for (int i = 0; i < count; i++) {
            Step step = up ? scheduler.invert(i + 1) : scheduler.denoise(count - i);
            double next = step.a() * step.a() * step.alphaBar();
            expected *= Math.sqrt(variance(next) / variance(step.alphaBar()));
            double noise = Math.sqrt(1 - step.alphaBar()) * z / variance(step.alphaBar());
            double clean = (z - Math.sqrt(1 - step.alphaBar()) * noise) / Math.sqrt(step.alphaBar());
            z = step.a() * z + step.b() * noise + step.c() * (clean - cleanBefore);
            cleanBefore = clean;
        }
        return Math.abs(z / expected - 1);
    }

    private static double variance(double alphaBar) {
        double s = 0.5;
        return alphaBar * s * s + 1 - alphaBar;
    }

    @Test
    void theFirstStepLooksBackOnNothing() {
        assertThat(scheduler.denoise(STEPS).c()).isZero();
        assertThat(scheduler.denoise(STEPS - 1).c()).isPositive();
        assertThat(scheduler.invert(1).c()).isZero();
        assertThat(scheduler.invert(2).c()).isNegative();
    }

    /** Its λ is infinite. */
    @Test
    void aStepToALevelWithoutNoiseIsOfFirstOrder() {
        SchedulerConfig toOne = new SchedulerConfig(1000, 0.00085, 0.012, true, 1);
        Scheduler clean = new DpmSolverMultistepScheduler(toOne, STEPS);

        Step last = clean.denoise(1);
        assertThat(last.c()).isZero();
        assertThat(last.a()).isEqualTo(Math.sqrt(1 / last.alphaBar()));
        assertThat(clean.invert(2).c()).isZero();
    }

    /** z after {@code count} steps from 0.7. */
    private static double walk(int count, IntFunction<Step> steps, IntFunction<Integer> timesteps) {
        double z = 0.7;
        double cleanBefore = 0;
        for (int i = 0; i < count; i++) {
            Step step = steps.apply(i);
            double noise = Math.sin(3 * z + 0.01 * timesteps.apply(i));
            double clean = (z - Math.sqrt(1 - step.alphaBar()) * noise) / Math.sqrt(step.alphaBar());
            z = step.a() * z + step.b() * noise + step.c() * (clean - cleanBefore);
            cleanBefore = clean;
        }
        return z;
    }
}
