package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.Face256;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole masked edits of two small frames by face-256, whose mask asks for the source's noise before sampling does. */
class RecomputedSourceTest {
    private static final int SIDE = 64;
    private static final int FRAMES = 2;

    private static EditPipeline pipeline;

    /** @param evaluations for each frame */
    private record Edited(long evaluations, float[][] pictures) {}

    @BeforeAll
    static void load() {
        pipeline = EditPipeline.load(PipelineKey.of(Face256.folder(), Tiny.settings()));
    }

    @AfterAll
    static void unload() {
        pipeline.close();
    }

    /**
     * T passes invert, m levels of the mask ask source and edit, 2 T - 1 passes sample. That leaves the source T - m
     * levels whose noise nobody knows, and without memory those of the mask whose features sampling wants. A draft's
     * inversion gives the source all levels but the noisiest.
     */
    @ParameterizedTest
    @CsvSource({
        "10, full, ddim, 1, true, 43, 47, 32",
        "4, full, dpm, 1, true, 17, 18, 12",
        "4, full, ddim, 2, false, 21, 21, 14",
        "4, draft, dpm, 1, true, 14, 14, 12",
    })
    void neitherMemoryNorWhatWasStoredChangesThePictures(
            String steps,
            String quality,
            String solver,
            String reuse,
            boolean keeps,
            long passes,
            long withoutMemory,
            long passesOfTheSecond) {
        EditPlan plan =
                plan("steps", steps, "quality", quality, "solver", solver, "feature_reuse", reuse, "memory", "6GiB");
        assertThat(plan.keepsMaskFeatures()).isEqualTo(keeps);
        Map<String, List<float[]>> latents = new HashMap<>();

        Edited first = edit(plan, store(latents));
        Edited forgetful = edit(withoutMaskFeatures(plan), LatentStore.NONE);
        Edited second = edit(plan, store(latents));

        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(first.evaluations()).as("first").isEqualTo(passes);
            softly.assertThat(forgetful.evaluations()).as("without memory").isEqualTo(withoutMemory);
            softly.assertThat(second.evaluations()).as("second").isEqualTo(passesOfTheSecond);
            softly.assertThat(forgetful.pictures()).as("without memory").isDeepEqualTo(first.pictures());
            softly.assertThat(second.pictures()).as("second").isDeepEqualTo(first.pictures());
        });
    }

    /** What is computed beside other features rounds otherwise, and is not taken from the store for these. */
    @ParameterizedTest
    @CsvSource({"full, ddim, 4", "draft, dpm, 0"})
    void anEditThatKeepsLessOfTheSourceGivesWhatItGivesAlone(String quality, String solver, long passesOfTheInversion) {
        Map<String, List<float[]>> latents = new HashMap<>();
        EditPlan less = plan("quality", quality, "solver", solver, "edit", "0.5");

        edit(plan("quality", quality, "solver", solver), store(latents));
        Edited after = edit(less, store(latents));
        Edited alone = edit(less, LatentStore.NONE);

        assertThat(after.pictures()).isDeepEqualTo(alone.pictures());
        assertThat(after.evaluations()).as("spared").isEqualTo(alone.evaluations() - passesOfTheInversion);
    }

    /** Before the first step of sampling all of the mask's features wait, before the last but one those of two levels. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatNobodyTookIsReleasedWhereTheEditStops(int step) {
        EditPlan plan = plan("memory", "6GiB");
        int before = tensors();

        assertThatThrownBy(() -> pipeline.edit(new ClipStudy(clip()), plan, LatentStore.NONE, stoppingAt(step)))
                .isInstanceOf(EditException.class);

        assertThat(tensors()).isEqualTo(before);
    }

    private static int tensors() {
        return pipeline.model().ops().manager().getManagedArrays().size();
    }

    private static StepListener stoppingAt(int step) {
        return (stage, done, total) -> {
            if (stage == StepListener.Stage.SAMPLING && done == step) {
                throw new EditException(FailureCode.CANCELLED, new Problem("stopped", "", "", "", ""));
            }
        };
    }

    private static Edited edit(EditPlan plan, LatentStore store) {
        long before = pipeline.model().work().evaluations();
        DecodedChunk made = pipeline.edit(new ClipStudy(clip()), plan, store, StepListener.SILENT);
        return new Edited(
                (pipeline.model().work().evaluations() - before) / FRAMES,
                made.edited().toArray(float[][]::new));
    }

    private static EditPlan plan(String... keysAndValues) {
        Map<String, String> values = Tiny.values("steps", "4", "mask", "auto", "token_merging", "off");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return EditPlan.of(
                EditSettings.parse(values), pipeline.key(), pipeline.model().folder(), SIDE, SIDE);
    }

    private static EditPlan withoutMaskFeatures(EditPlan plan) {
        return new EditPlan(
                plan.settings(),
                plan.window(),
                plan.width(),
                plan.height(),
                plan.steps(),
                plan.inversionPredictions(),
                plan.mostImages(),
                plan.mostPictures(),
                false);
    }

    /** A ramp that wanders. */
    private static Clip clip() {
        List<float[]> frames = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            float[] picture = new float[3 * SIDE * SIDE];
            for (int p = 0; p < picture.length; p++) {
                picture[p] = (float) (0.5 + 0.4 * Math.sin((p % SIDE + frame) * 0.13 + p / SIDE * 0.07));
            }
            frames.add(picture);
        }
        return new Clip(SIDE, SIDE, frames);
    }

    private static LatentStore store(Map<String, List<float[]>> kept) {
        return new LatentStore() {
            @Override
            public Optional<List<float[]>> find(String key, int levels, int values) {
                return Optional.ofNullable(kept.get(key));
            }

            @Override
            public void keep(String key, List<float[]> levels) {
                kept.put(key, levels);
            }
        };
    }
}
