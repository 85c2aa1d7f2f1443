package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Face256;
import io.diffferv.engine.UNetShapes;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.schedule.DpmSolverMultistepScheduler;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.MotionPaths;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.Feature;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.SharedFeatures;
import io.diffferv.engine.unet.UNetPass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three small frames that see each other, by face-256. */
class KeptSourceTest {
    private static final String SOURCE = "a photo of a man";
    private static final int SIDE = 8;
    private static final int FRAMES = 3;
    private static final int STEPS = 4;
    private static final FeatureSharing SHARING =
            new FeatureSharing(Set.of("up_blocks.1.resnets.0"), Set.of("up_blocks.3.attentions.0"), Set.of());

    private static DiffusionModel model;
    private static Scheduler scheduler;
    private static TemporalAttention attention;

    @BeforeAll
    static void load() {
        model = Face256.load();
        scheduler = new DdimScheduler(model.folder().scheduler(), STEPS);
        attention = new TemporalAttention(
                Tiny.settings("tta", "off").temporal(),
                FRAMES,
                SIDE,
                MotionPaths.of(model.ops().manager(), Map.of()));
    }

    @AfterAll
    static void unload() {
        attention.close();
        model.close();
    }

    /** The pass that led to level k saw (z_{k−1}, t_k), as far as it was the only one of its step. */
    @Test
    void theFeaturesAndTheNoiseAreThoseOfTheInversionsPass() {
        try (TensorScope scope = new TensorScope();
                PromptContexts prompts = new PromptContexts(model, SOURCE, SOURCE);
                KeptSource kept = new KeptSource(k -> SHARING);
                SourceLatents latents = inversion(prompts, 1).invert(clean(), kept);
                SharedFeatures expected = new SharedFeatures(SHARING)) {
            int k = 3;
            attention.startStep(k);
            NDArray noise = model.noise(
                    latents.level(k - 1),
                    scheduler.timestep(k),
                    prompts.context(List.of(Branch.SOURCE)),
                    new UNetPass(BatchSlices.of(1, FRAMES, FRAMES), attention, expected.recording(false)));

            SourceBranch source = kept.at(latents);
            assertThat(source.noise(k).toFloatArray()).containsExactly(noise.toFloatArray());
            try (SharedFeatures given = source.features(k, true, null)) {
                assertSame(given, expected, Feature.RESIDUAL, "up_blocks.1.resnets.0");
                assertSame(given, expected, Feature.QUERIES, "up_blocks.3.attentions.0");
                assertSame(given, expected, Feature.KEYS, "up_blocks.3.attentions.0");
            }
            assertThat(source.features(k, true, null)).as("handed over once").isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theNoiseLeadsBackWhereItCameFrom(int predictions) {
        try (TensorScope scope = new TensorScope();
                PromptContexts prompts = new PromptContexts(model, SOURCE, SOURCE);
                KeptSource kept = new KeptSource(k -> FeatureSharing.NONE);
                SourceLatents latents = inversion(prompts, predictions).invert(clean(), kept)) {
            for (int k = 1; k <= STEPS; k++) {
                Scheduler.Step step = scheduler.denoise(k);
                NDArray back = model.ops()
                        .combine(
                                step.a(),
                                latents.level(k),
                                step.b(),
                                kept.at(latents).noise(k));

                assertThat(Conformance.relativeError(back, latents.level(k - 1)))
                        .as("level %d", k)
                        .isLessThan(1e-5);
            }
        }
    }

    /** What follows the source comes back to it whatever the prompt; what follows its own prediction does not. */
    @Test
    void placesThatFollowTheSourceAreTheSource() {
        try (TensorScope scope = new TensorScope()) {
            assertThat(Conformance.relativeError(edit(0), clean())).isLessThan(1e-5);
            assertThat(Conformance.relativeError(edit(1), clean())).isGreaterThan(1e-2);
        }
    }

    @Test
    void theSourceCostsTheEditNoEvaluation() {
        try (TensorScope scope = new TensorScope()) {
            long before = model.work().evaluations();
            edit(1);

            // One prediction to invert, and the edit's two branches.
            assertThat(model.work().evaluations() - before).isEqualTo((long) FRAMES * STEPS * 3);
        }
    }

    /** Numbers of a frame of 512x512 in one step, by method.md D. */
    @ParameterizedTest
    @CsvSource({"FLATTEN, 9175040", "PNP, 13434880"})
    void memoryIsCountedAsThePaperTrailDoes(PreservationProfile profile, long numbers) {
        FeatureSharing sharing = new PreservationFeatures(profile, InjectionSchedule.PREFIX, 1).at(0, 50, 981, 1000);

        assertThat(sharing.numbers(UNetShapes.STABLE_DIFFUSION_1_5, 64, 64)).isEqualTo(numbers);
    }

    /** What the estimate says is what is kept. */
    @Test
    void theEstimateIsWhatIsKept() {
        EditSettings settings = Tiny.settings("steps", Integer.toString(STEPS), "tta", "off");
        PreservationFeatures preservation = PreservationFeatures.of(settings);
        try (TensorScope scope = new TensorScope();
                PromptContexts prompts = new PromptContexts(model, SOURCE, SOURCE);
                KeptSource kept = new KeptSource(
                        k -> preservation.at(scheduler, k, model.folder().scheduler()));
                SourceLatents latents = inversion(prompts, 1).invert(clean(), kept)) {
            long bytes = 0;
            for (int k = 1; k <= STEPS; k++) {
                SourceBranch source = kept.at(latents);
                bytes += Float.BYTES * source.noise(k).size();
                try (SharedFeatures features = source.features(k, true, null)) {
                    bytes += features.bytes();
                }
            }

            WorkingSize.Resolved size = new WorkingSize.Resolved(8 * SIDE, 8 * SIDE);
            FeatureMemory estimate =
                    new FeatureMemory(preservation, scheduler, model.folder(), size, FRAMES, Float.BYTES);
            assertThat(estimate.ofAllLevels()).isEqualTo(bytes);
        }
    }

    /** DPM-Solver's passes see the latents of their own level: what they leave is what would be computed again. */
    @Test
    void passesAtTheirOwnLevelsSpareTheSourceItsOwn() {
        Scheduler dpm = new DpmSolverMultistepScheduler(model.folder().scheduler(), STEPS);
        try (TensorScope scope = new TensorScope();
                PromptContexts prompts = new PromptContexts(model, SOURCE, SOURCE);
                KeptSource kept = KeptSource.ofOwnLevels(k -> SHARING);
                SourceLatents latents = inversion(dpm, prompts, 1).invert(clean(), kept);
                RecomputedSource again = recomputed(dpm, prompts, latents);
                RecomputedSource spared = recomputed(dpm, prompts, latents)) {
            spared.take(kept);
            for (int k = STEPS; k >= 1; k--) {
                long before = model.work().evaluations();
                try (SharedFeatures given = spared.features(k, true, null)) {
                    // Inversion never sees the latents that it ends with.
                    assertThat(model.work().evaluations() - before).isEqualTo(k == STEPS ? FRAMES : 0);
                    try (SharedFeatures expected = again.features(k, true, null)) {
                        assertSame(given, expected, Feature.RESIDUAL, "up_blocks.1.resnets.0");
                        assertSame(given, expected, Feature.QUERIES, "up_blocks.3.attentions.0");
                        assertSame(given, expected, Feature.KEYS, "up_blocks.3.attentions.0");
                    }
                }
                assertThat(spared.noise(k).toFloatArray())
                        .containsExactly(again.noise(k).toFloatArray());
            }
            assertThat(spared.complete()).isTrue();
        }
    }

    private static RecomputedSource recomputed(Scheduler scheduler, PromptContexts prompts, SourceLatents latents) {
        return new RecomputedSource(model, scheduler, prompts, attention, FRAMES, k -> SHARING, true, latents);
    }

    private static void assertSame(SharedFeatures given, SharedFeatures expected, Feature feature, String path) {
        assertThat(value(given, feature, path)).containsExactly(value(expected, feature, path));
    }

    private static float[] value(SharedFeatures features, Feature feature, String path) {
        FeatureGate gate = features.giving();
        return gate.feature(feature, path, 1, () -> {
                    throw new AssertionError(path);
                })
                .toFloatArray();
    }

    private static NDArray clean() {
        return Conformance.seq(model.ops().manager(), 0.037, FRAMES, 4, SIDE, SIDE);
    }

    private static Inversion inversion(PromptContexts prompts, int predictions) {
        return inversion(scheduler, prompts, predictions);
    }

    private static Inversion inversion(Scheduler scheduler, PromptContexts prompts, int predictions) {
        return new Inversion(
                model,
                scheduler,
                predictions,
                1,
                prompts.context(List.of(Branch.SOURCE)),
                attention,
                BatchSlices.of(1, FRAMES, FRAMES),
                StepListener.SILENT);
    }

    /** @param mask 1 to follow the edit's predictions everywhere, 0 the source's */
    private static NDArray edit(float mask) {
        PreservationFeatures preservation =
                new PreservationFeatures(PreservationProfile.FLATTEN, InjectionSchedule.PREFIX, 0.9);
        try (PromptContexts prompts = new PromptContexts(model, SOURCE, "a photo of an old woman");
                KeptSource kept = new KeptSource(
                        k -> preservation.at(scheduler, k, model.folder().scheduler()));
                SourceLatents latents = inversion(prompts, 1).invert(clean(), kept)) {
            return new Sampling(
                            model,
                            scheduler,
                            prompts,
                            new Guidance(5, 0, 0),
                            preservation,
                            true,
                            attention,
                            1,
                            2 * FRAMES,
                            StepListener.SILENT)
                    .sample(kept.at(latents), model.ops().manager().full(new Shape(FRAMES, 1, SIDE, SIDE), mask));
        }
    }
}
