package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.diffferv.engine.schedule.DpmSolverMultistepScheduler;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.schedule.Scheduler.Step;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.SchedulerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatentWalkTest {
    private static final double NOISE = -0.3;

    private final Scheduler scheduler =
            new DpmSolverMultistepScheduler(new SchedulerConfig(1000, 0.00085, 0.012, false, 1), 10);
    private final Step first = scheduler.denoise(10);
    private final Step second = scheduler.denoise(9);
    private Ops ops;
    private LatentWalk walk;

    @BeforeEach
    void open() {
        ops = new Ops(Device.cpu());
        walk = new LatentWalk(ops, true);
    }

    @AfterEach
    void close() {
        walk.close();
        ops.close();
    }

    /** What a step predicted is there for the next one, though the step's scope has closed. */
    @Test
    void aStepLooksBackOnTheOneBeforeIt() {
        double z = take(first, 0.7, ddim(first, 0.7));
        double change = clean(second, z) - clean(first, 0.7);

        take(second, z, ddim(second, z) + second.c() * change);
    }

    @Test
    void aForgottenStepIsNotLookedBackOn() {
        double z = take(first, 0.7, ddim(first, 0.7));
        walk.forget();

        take(second, z, ddim(second, z));
    }

    private double take(Step step, double z, double expected) {
        try (TensorScope scope = new TensorScope()) {
            NDArray latents = ops.manager().create((float) z);
            NDArray noise = ops.manager().create((float) NOISE);
            double next = walk.step(step, latents, noise).getFloat();
            assertThat(next).isCloseTo(expected, within(1e-5));
            return next;
        }
    }

    private static double ddim(Step step, double z) {
        return step.a() * z + step.b() * NOISE;
    }

    private static double clean(Step step, double z) {
        return (z - Math.sqrt(1 - step.alphaBar()) * NOISE) / Math.sqrt(step.alphaBar());
    }
}
