package io.diffferv.engine.edit;

import static io.diffferv.engine.edit.TinyModel.SOURCE;
import static io.diffferv.engine.edit.TinyModel.TIMESTEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Measured;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.SharedFeatures;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Acceptance tests I.4 to I.6 of method.md, of inversion and sampling, on face-256 at tiny sizes. I.1 to I.3 are {@code
 * AttentionAcceptanceTest}, I.7 is {@code TrajectoriesTest}, I.8 the {@code *ConformanceTest}s.
 */
class SamplingAcceptanceTest {
    private static final String TARGET = "a photo of an old man";
    private static final double ROUNDING = 1e-4;

    private static TinyModel tiny;
    private static DiffusionModel model;
    private TensorScope scope;

    @BeforeAll
    static void load() {
        tiny = TinyModel.load();
        model = tiny.model();
    }

    @AfterAll
    static void unload() {
        tiny.close();
    }

    @BeforeEach
    void openScope() {
        scope = new TensorScope();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    /** I.4 at s = 0, branch by branch. */
    @Test
    void fromEqualLatentsAndPromptsEveryBranchGivesTheSourcesNoise() {
        NDArray z = tiny.frames(2);
        FeatureSharing sharing = features(PreservationProfile.FLATTEN, 1).at(0, 4, TIMESTEP, 1000);

        try (SharedFeatures shared = new SharedFeatures(sharing)) {
            UNetPass alone = new UNetPass(BatchSlices.of(1, 2, 2), tiny.swcfa(2), shared.recording(false));
            NDArray source = model.noise(z, TIMESTEP, tiny.context(SOURCE), alone);
            UNetPass pass = new UNetPass(BatchSlices.of(2, 2, 4), tiny.swcfa(2), shared.giving());
            NDArray noise =
                    model.noise(NDArrays.concat(new NDList(z, z)), TIMESTEP, tiny.context(SOURCE, SOURCE), pass);

            assertThat(Conformance.relativeError(noise.get("0:2"), source)).isLessThan(ROUNDING);
            assertThat(Conformance.relativeError(noise.get("2:4"), source)).isLessThan(ROUNDING);
        }
    }

    /** What a second prompt on the same clip relies on. */
    @Test
    void aSourcePassThatEndsWithItsLastFeatureRecordsTheSame() {
        NDArray z = tiny.frames(2);
        FeatureSharing sharing = features(PreservationProfile.FLATTEN, 1).at(0, 4, TIMESTEP, 1000);
        try (SharedFeatures whole = new SharedFeatures(sharing);
                SharedFeatures ended = new SharedFeatures(sharing)) {
            BatchSlices slices = BatchSlices.of(1, 2, 2);
            model.noise(z, TIMESTEP, tiny.context(SOURCE), new UNetPass(slices, tiny.swcfa(2), whole.recording(false)));
            List<String> passed = new ArrayList<>();
            UNetPass ending = new UNetPass(
                    slices, tiny.swcfa(2), ended.recording(true), null, (path, output) -> passed.add(path));
            model.record(z, TIMESTEP, tiny.context(SOURCE), ending);

            assertThat(passed).contains("up_blocks.3.resnets.0").doesNotContain("up_blocks.3.resnets.1");
            NDArray afterWhole = edited(z, whole);
            assertThat(edited(z, ended).contentEquals(afterWhole)).isTrue();
        }
    }

    private static NDArray edited(NDArray z, SharedFeatures features) {
        UNetPass pass = new UNetPass(BatchSlices.of(1, 2, 2), tiny.swcfa(2), features.giving());
        return model.noise(z, TIMESTEP, tiny.context(TARGET), pass);
    }

    /**
     * I.4 after a step. With T = 2 nearly all of the way is step 0, from t = 501; the step at t = 1 hands its miss on,
     * scaled by that step's a.
     */
    @Test
    void theEditTowardsItsOwnPromptMissesTheSourceByTheInversionError() {
        try (SourceLatents source = invert(tiny.frames(2), 2, 1, SOURCE)) {
            NDArray inversionError = ddimStep(source.level(2), 2, 2, SOURCE).sub(source.level(1));

            NDArray edit = sample(source, SOURCE, 1, features(PreservationProfile.FLATTEN, 1), false);

            double error = Measured.log("I.4 inversion error, rms", rms(inversionError));
            assertThat(error).isGreaterThan(0.01);
            NDArray handedOn = inversionError.mul(scheduler(2).denoise(1).a());
            assertThat(Measured.log(
                            "I.4 miss against inversion error",
                            Conformance.relativeError(edit.sub(source.level(0)), handedOn)))
                    .isLessThan(0.1);
        }
    }

    /** I.4 over all steps, with the correction that takes the inversion error out. */
    @Test
    void theExactEditTowardsItsOwnPromptIsTheSource() {
        try (SourceLatents source = invert(4, SOURCE)) {
            for (double tauApp : new double[] {0, 0.5, 1}) {
                NDArray edit = sample(source, SOURCE, 1, features(PreservationProfile.FLATTEN, tauApp), true);
                double error = Conformance.relativeError(edit, source.level(0));
                assertThat(Measured.log("I.4 exact, tau_app " + tauApp, error)).isLessThan(ROUNDING);
            }
            NDArray inexact = sample(source, SOURCE, 1, features(PreservationProfile.FLATTEN, 1), false);
            assertThat(Measured.log("I.4 inexact", Conformance.relativeError(inexact, source.level(0))))
                    .isGreaterThan(10 * ROUNDING);
        }
    }

    /** I.5 */
    @Test
    void invertingAndSamplingUnderTheSourcePromptComesCloseToTheAutoencoder() {
        NDArray picture = face(128);
        NDArray latents = model.vae().latents(picture.mul(2).sub(1), 1);
        double roundTrip = Measured.log("I.5 autoencoder round trip, dB", psnr(latents, picture));

        try (SourceLatents source = invert(latents, 10, 3, SOURCE)) {
            NDArray sampled = sample(source, SOURCE, 1, features(PreservationProfile.NONE, 0), false);
            double plain = Measured.log("I.5 inverted and sampled, dB", psnr(sampled, picture));
            NDArray corrected = sample(source, SOURCE, 1, features(PreservationProfile.NONE, 0), true);
            double exact = Measured.log("I.5 the same, exact, dB", psnr(corrected, picture));

            assertThat(plain).isCloseTo(roundTrip, within(3.0));
            assertThat(exact).isCloseTo(roundTrip, within(0.01));
        }
    }

    /** I.6 */
    @Test
    void guidanceOfOneIsThePositivePromptAloneAndOfZeroTheNegative() {
        try (SourceLatents source = invert(3, SOURCE)) {
            NDArray negative = ddim(source, SOURCE);
            NDArray positive = ddim(source, TARGET);

            NDArray zero = sample(source, TARGET, 0, features(PreservationProfile.NONE, 0), false);
            NDArray one = sample(source, TARGET, 1, features(PreservationProfile.NONE, 0), false);

            assertThat(Conformance.relativeError(positive, negative)).isGreaterThan(0.01);
            assertThat(zero.toFloatArray()).containsExactly(negative.toFloatArray());
            assertThat(one.toFloatArray()).containsExactly(positive.toFloatArray());
        }
    }

    /** I.6 beside the source branch, which the exact correction needs. */
    @Test
    void guidanceOfZeroStaysAtTheSourceWhateverThePrompt() {
        try (SourceLatents source = invert(3, SOURCE)) {
            NDArray edit = sample(source, TARGET, 0, features(PreservationProfile.FLATTEN, 0.9), true);

            assertThat(Conformance.relativeError(edit, source.level(0))).isLessThan(ROUNDING);
        }
    }

    private static DdimScheduler scheduler(int steps) {
        return new DdimScheduler(model.folder().scheduler(), steps);
    }

    private static PreservationFeatures features(PreservationProfile profile, double tauApp) {
        return new PreservationFeatures(profile, InjectionSchedule.PREFIX, tauApp);
    }

    private static SourceLatents invert(int steps, String prompt) {
        return invert(tiny.frames(2), steps, 3, prompt);
    }

    private static SourceLatents invert(NDArray z0, int steps, int predictions, String prompt) {
        int count = (int) z0.getShape().get(0);
        BatchSlices slices = BatchSlices.of(1, count, count);
        try (TextContext text = tiny.context(prompt)) {
            return new Inversion(
                            model,
                            scheduler(steps),
                            predictions,
                            1,
                            text,
                            tiny.swcfa(count),
                            slices,
                            StepListener.SILENT)
                    .invert(z0);
        }
    }

    private static NDArray sample(
            SourceLatents source, String prompt, double g, PreservationFeatures features, boolean exact) {
        try (PromptContexts prompts = new PromptContexts(model, SOURCE, prompt)) {
            Sampling sampling = new Sampling(
                    model,
                    scheduler(source.steps()),
                    prompts,
                    new Guidance(g, 0, 0),
                    features,
                    exact,
                    tiny.swcfa(source.frames()),
                    1,
                    3 * source.frames(),
                    StepListener.SILENT);
            RecomputedSource branch = new RecomputedSource(
                    model,
                    scheduler(source.steps()),
                    prompts,
                    tiny.swcfa(source.frames()),
                    3 * source.frames(),
                    sampling::sharing,
                    false,
                    source);
            try (branch) {
                return sampling.sample(branch, null);
            }
        }
    }

    /** Plain DDIM sampling under one prompt. */
    private static NDArray ddim(SourceLatents source, String prompt) {
        NDArray z = source.level(source.steps());
        for (int k = source.steps(); k >= 1; k--) {
            z = ddimStep(z, k, source.steps(), prompt);
        }
        return z;
    }

    /** z_{k−1} from z_k under one prompt. */
    private static NDArray ddimStep(NDArray z, int k, int steps, String prompt) {
        int count = (int) z.getShape().get(0);
        UNetPass pass = new UNetPass(BatchSlices.of(1, count, count), tiny.swcfa(count), FeatureGate.NONE);
        try (TextContext text = tiny.context(prompt)) {
            Scheduler.Step step = scheduler(steps).denoise(k);
            NDArray noise = model.noise(z, scheduler(steps).timestep(k), text, pass);
            return model.ops().combine(step.a(), z, step.b(), noise);
        }
    }

    private static double rms(NDArray x) {
        return Math.sqrt(x.square().mean().getFloat());
    }

    private static double psnr(NDArray latents, NDArray picture) {
        NDArray decoded = model.vae().pixels(latents, 1).add(1).mul(0.5f).clip(0, 1);
        return -10 * Math.log10(decoded.sub(picture).square().mean().getFloat());
    }

    /** A head before a wall, {@code [1, 3, side, side]}, 0 to 1: soft discs for head, hair, eyes and mouth. */
    private static NDArray face(int side) {
        float[] planes = new float[3 * side * side];
        for (int p = 0; p < side * side; p++) {
            double x = (p % side + 0.5) / side - 0.5;
            double y = (p / side + 0.5) / side - 0.5;
            double[] colour = {0.55 + 0.2 * y, 0.58 + 0.1 * x, 0.62};
            paint(colour, disc(x, (y + 0.12) * 0.9, 0.31), 0.2, 0.14, 0.1);
            paint(colour, disc(x * 1.25, y, 0.3), 0.82 + 0.2 * x, 0.62 + 0.2 * x, 0.52 + 0.2 * x);
            paint(colour, disc((Math.abs(x) - 0.1) * 0.6, y + 0.05, 0.025), 0.1, 0.08, 0.08);
            paint(colour, disc(x * 0.4, y - 0.15, 0.03), 0.65, 0.3, 0.3);
            for (int channel = 0; channel < 3; channel++) {
                planes[channel * side * side + p] = (float) colour[channel];
            }
        }
        return tiny.manager().create(planes, new Shape(1, 3, side, side));
    }

    /** 1 inside the radius, 0 outside, with a soft edge. */
    private static double disc(double x, double y, double radius) {
        return 1 / (1 + Math.exp((Math.hypot(x, y) - radius) * 100));
    }

    private static void paint(double[] colour, double share, double... ink) {
        for (int channel = 0; channel < colour.length; channel++) {
            colour[channel] += share * (ink[channel] - colour[channel]);
        }
    }
}
