package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.Face256;
import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.weights.ModelFolder;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityTest {
    /** The default model on a CPU: 256 pixels it was trained at, 320 that it prefers. */
    @ParameterizedTest
    @CsvSource({
        "full, 0, auto, 20, 576, 320",
        "draft, 0, auto, 6, 320, 192",
        "draft, 12, auto, 12, 320, 192",
        "draft, 0, 256, 6, 448, 256",
        "full, 12, 512x256, 12, 512, 256"
    })
    void whatIsGivenWinsAndQualityDecidesTheRest(
            String quality, String steps, String size, int expectedSteps, int width, int height) {
        EditSettings settings =
                EditSettings.parse(Map.of("quality", quality, "steps", steps, "working_size", size, "device", "cpu"));
        PipelineKey key = PipelineKey.of(Face256.folder(), settings);
        EditPlan plan = EditPlan.of(settings, key, ModelFolder.open(Face256.folder()), 1920, 1080);

        assertThat(plan.steps()).isEqualTo(expectedSteps);
        assertThat(plan.width()).isEqualTo(width);
        assertThat(plan.height()).isEqualTo(height);
    }

    @ParameterizedTest
    @CsvSource({
        "full, auto, auto, DDIM, false",
        "draft, auto, auto, DPM, true",
        "draft, ddim, off, DDIM, false",
        "full, dpm, on, DPM, true"
    })
    void draftTakesTheAccelerationsUnlessTheyAreGiven(
            String quality, String solver, String merging, Solver expected, boolean merges) {
        EditSettings settings =
                EditSettings.parse(Map.of("quality", quality, "solver", solver, "token_merging", merging));

        assertThat(settings.accelerations().solver()).isEqualTo(expected);
        assertThat(settings.temporal().tokenMerging()).isEqualTo(merges);
    }

    @ParameterizedTest
    @CsvSource({
        "full, false, 0, 2, 8, 2",
        "full, true, 0, 2, 16, 2",
        "draft, false, 0, 2, 2, 1",
        "draft, true, 0, 2, 16, 2",
        "draft, false, 6, 0, 6, 0"
    })
    void aDraftOnACpuTakesFewFramesAtOnce(
            String quality, boolean gpu, String chunk, String halo, int expectedChunk, int expectedHalo) {
        EditSettings settings = EditSettings.parse(Map.of("quality", quality, "chunk", chunk, "halo", halo));

        assertThat(EditPlan.window(settings, gpu)).isEqualTo(new WindowPlan(expectedChunk, expectedHalo));
    }

    @Test
    void theHelpStatesTheSteps() {
        Stream.of(Quality.values())
                .forEach(quality -> assertThat(EditOption.STEPS.help())
                        .contains(Stream.of(Solver.DDIM, Solver.DPM)
                                .flatMap(solver -> Stream.of(true, false).map(gpu -> "" + quality.steps(gpu, solver)))
                                .toList()));
        assertThat(EditOption.QUALITY.help()).contains(Quality.DRAFT.steps(true, Quality.DRAFT.solver()) + " steps of");
    }
}
