package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Face256;
import io.diffferv.engine.Measured;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import io.diffferv.engine.vae.AutoencoderKL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** face-256 against diffusers and transformers; each test logs the relative error it measured. */
class DiffusionModelGoldensTest {
    private static final double MOST_RELATIVE_ERROR = 1e-3;
    private static final String SOURCE_PROMPT = "a photo of a man";
    private static final int INVERSION_STEPS = 20;

    private static DiffusionModel model;
    private static NDManager manager;

    @BeforeAll
    static void load() {
        model = Face256.load();
        manager = model.ops().manager();
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"text.source, a photo of a man", "text.target, a photo of an old woman smiling"})
    void textEmbeddingsAreTransformers(String golden, String prompt) {
        try (TensorScope scope = new TensorScope()) {
            assertGolden(model.embed(prompt).squeeze(0), golden);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unet.square.t981, 0.01, 981, 32",
        "unet.square.t501, 0.01, 501, 32",
        "unet.square.t1, 0.01, 1, 32",
        "unet.wide.t501, 0.013, 501, 40"
    })
    void predictedNoiseIsDiffusers(String golden, double a, double t, long width) {
        try (TensorScope scope = new TensorScope();
                TextContext prompt = context()) {
            NDArray z = Conformance.seq(manager, a, 1, 4, 32, width);
            assertGolden(model.noise(z, t, prompt, UNetPass.plain(1)).squeeze(0), golden);
        }
    }

    @Test
    void encodedPicturesAreDiffusers() {
        try (TensorScope scope = new TensorScope()) {
            AutoencoderKL.Moments moments = model.vae().encode(Conformance.seq(manager, 0.01, 1, 3, 64, 96));
            assertGolden(moments.mean().squeeze(0), "vae.encode.mean");
            assertGolden(moments.logVariance().squeeze(0), "vae.encode.logvar");
        }
    }

    @Test
    void decodedLatentsAreDiffusers() {
        try (TensorScope scope = new TensorScope()) {
            NDArray decoded = model.vae().decode(Conformance.seq(manager, 0.02, 1, 4, 8, 12));
            assertGolden(decoded.squeeze(0), "vae.decode");
        }
    }

    /** One noise prediction for each step, as in the golden's own loop: the paper's plain inversion. */
    @Test
    void allInvertedLatentsAreTheReferenceLoops() {
        try (TensorScope scope = new TensorScope();
                TextContext prompt = context()) {
            Inversion inversion = new Inversion(
                    model,
                    new DdimScheduler(model.folder().scheduler(), INVERSION_STEPS),
                    1,
                    1,
                    prompt,
                    null,
                    BatchSlices.of(1, 1, 1),
                    StepListener.SILENT);
            try (SourceLatents levels = inversion.invert(Conformance.seq(manager, 0.05, 1, 4, 16, 16))) {
                NDArray golden = Face256.golden(manager, "inversion.latents", INVERSION_STEPS, 4, 16, 16);
                double worst = 0;
                for (int k = 1; k <= INVERSION_STEPS; k++) {
                    worst = Math.max(
                            worst, Conformance.relativeError(levels.level(k).squeeze(0), golden.get(k - 1)));
                }
                assertThat(Measured.log("inversion.latents", worst)).isLessThan(MOST_RELATIVE_ERROR);
            }
        }
    }

    private static TextContext context() {
        try (TensorScope scope = new TensorScope()) {
            return model.context(model.embed(SOURCE_PROMPT)).detached();
        }
    }

    private static void assertGolden(NDArray actual, String name) {
        NDArray golden = Face256.golden(manager, name, actual.getShape().getShape());
        double error = Conformance.relativeError(actual, golden);
        assertThat(Measured.log(name, error)).isLessThan(MOST_RELATIVE_ERROR);
    }
}
