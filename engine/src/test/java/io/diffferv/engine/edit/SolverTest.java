package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Face256;
import io.diffferv.engine.schedule.DpmSolverMultistepScheduler;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.MotionPaths;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.temporal.TemporalSettings;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.SchedulerConfig;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Edits of one small frame by face-256 with a solver that looks back. */
class SolverTest {
    private static final String SOURCE = "a photo of a man";
    private static final int SIDE = 8;

    private static DiffusionModel model;
    private static SchedulerConfig config;

    @BeforeAll
    static void load() {
        model = Face256.load();
        config = model.folder().scheduler();
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @Test
    void theExactEditTowardsItsOwnPromptIsTheSource() {
        try (TensorScope scope = new TensorScope()) {
            for (boolean masked : new boolean[] {false, true}) {
                NDArray edit = edit(new DpmSolverMultistepScheduler(config, 4), masked);

                assertThat(Conformance.relativeError(edit, clean())).isLessThan(1e-4);
            }
        }
    }

    private static NDArray clean() {
        return Conformance.seq(model.ops().manager(), 0.037, 1, 4, SIDE, SIDE);
    }

    /** @param masked whether half of the places follow the source */
    private static NDArray edit(Scheduler scheduler, boolean masked) {
        BatchSlices slices = BatchSlices.of(1, 1, 1);
        try (PromptContexts prompts = new PromptContexts(model, SOURCE, SOURCE);
                TemporalAttention attention = new TemporalAttention(TemporalSettings.NONE, 1, SIDE, MotionPaths.NONE);
                SourceLatents source = new Inversion(
                                model,
                                scheduler,
                                1,
                                1,
                                prompts.context(List.of(Branch.SOURCE)),
                                attention,
                                slices,
                                StepListener.SILENT)
                        .invert(clean())) {
            NDArray mask = clean().get(":, :1").gt(0).toType(DataType.FLOAT32, false);
            Sampling sampling = new Sampling(
                    model,
                    scheduler,
                    prompts,
                    new Guidance(5, 0, 0),
                    new PreservationFeatures(PreservationProfile.FLATTEN, InjectionSchedule.PREFIX, 1),
                    true,
                    attention,
                    1,
                    3,
                    StepListener.SILENT);
            try (RecomputedSource branch =
                    new RecomputedSource(model, scheduler, prompts, attention, 3, sampling::sharing, false, source)) {
                return sampling.sample(branch, masked ? mask : null);
            }
        }
    }
}
