package io.diffferv.engine.edit;

import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.schedule.DpmSolverMultistepScheduler;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.weights.SchedulerConfig;

/** How latents get from one noise level to the next. */
public enum Solver {
    /** What the quality takes. */
    AUTO,
    /** The paper's, of first order. */
    DDIM,
    /** DPM-Solver++(2M), of second order: the same result with fewer noise levels. */
    DPM;

    /** @param steps T */
    Scheduler scheduler(SchedulerConfig config, int steps) {
        return this == DPM ? new DpmSolverMultistepScheduler(config, steps) : new DdimScheduler(config, steps);
    }
}
