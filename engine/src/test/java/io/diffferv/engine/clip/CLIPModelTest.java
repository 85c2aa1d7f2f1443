package io.diffferv.engine.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected numbers: src/test/python/make_clip_goldens.py. */
class CLIPModelTest {
    private static final Offset<Float> ROUNDING = within(2e-5f);

    /** One level of 255, normalised: PIL and libtorch round between their two passes, we do not. */
    private static final Offset<Float> LEVEL = within(1.01f / 255 / 0.26f);

    private static final float[] TEXT = {
        0.136934f,
        0.009653f,
        0.305062f,
        0.019843f,
        0.528850f,
        0.052715f,
        -0.104611f,
        -0.298380f,
        0.143188f,
        -0.110916f,
        -0.182845f,
        0.277964f,
        -0.090971f,
        -0.127288f,
        0.296250f,
        0.252449f,
        0.290552f,
        0.160772f,
        0.254739f,
        0.103103f
    };

    private static final float[] IMAGE = {
        0.259038f,
        0.010728f,
        -0.428075f,
        -0.063771f,
        -0.313221f,
        0.187476f,
        0.062985f,
        0.432017f,
        0.144931f,
        0.196251f,
        0.111882f,
        0.305463f,
        0.355043f,
        -0.095932f,
        -0.159969f,
        0.271163f,
        0.046017f,
        0.113498f,
        0.013560f,
        0.081876f
    };

    @TempDir
    static Path folder;

    private static CLIPModel clip;

    @BeforeAll
    static void open() throws IOException {
        clip = CLIPModel.open(SeededClip.write(folder));
    }

    @AfterAll
    static void close() {
        clip.close();
    }

    @Test
    void givesTheReferencesTextEmbedding() {
        assertThat(clip.embed("a B c")).containsExactly(TEXT, ROUNDING);
    }

    @Test
    void givesTheReferencesImageEmbedding() {
        try (TensorScope scope = new TensorScope()) {
            NDArray pixels = Conformance.seq(clip.ops().manager(), 0.7, 1, 3, 16, 16);

            assertThat(clip.imageFeatures(pixels)).containsExactly(IMAGE, ROUNDING);
        }
    }

    @Test
    void preparesLyingPictures() {
        assertRow(
                48,
                33,
                -1.662050f,
                -1.647043f,
                -1.647043f,
                -1.632035f,
                -1.617027f,
                -1.602019f,
                -1.587012f,
                -1.556996f,
                -1.541988f,
                -1.526981f,
                -1.496965f,
                -1.481957f,
                -1.451942f,
                -1.421926f,
                -1.406918f,
                -1.376903f);
    }

    @Test
    void preparesStandingPictures() {
        assertRow(
                21,
                40,
                -0.521460f,
                -0.551476f,
                -0.581491f,
                -0.611507f,
                -0.641522f,
                -0.671538f,
                -0.701553f,
                -0.731569f,
                -0.761584f,
                -0.791600f,
                -0.821615f,
                -0.851631f,
                -0.881647f,
                -0.896654f,
                -0.926670f,
                -0.956685f);
    }

    @Test
    void saysEverythingThatIsWrongWithItsConfiguration(@TempDir Path other) throws IOException {
        Files.writeString(
                other.resolve("config.json"), "{\"projection_dim\": 0, \"text_config\": {\"hidden_act\": \"gelu\"}}");

        assertThatThrownBy(() -> CLIPModel.open(other))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining("text_config.hidden_act is not supported")
                .hasMessageContaining("vision_config is missing")
                .hasMessageContaining("projection_dim is wrong");
    }

    /** Channel 1, row 7 of what the network sees. */
    private static void assertRow(int width, int height, float... expected) {
        try (TensorScope scope = new TensorScope()) {
            NDArray pixels = clip.processor().process(waves(width, height), width, height);

            assertThat(pixels.get("0, 1, 7").toFloatArray()).containsExactly(expected, LEVEL);
        }
    }

    private static float[] waves(int width, int height) {
        float[] samples = new float[3 * width * height];
        for (int j = 0; j < samples.length; j++) {
            samples[j] = (float) (0.5 + 0.5 * Math.sin(0.013 * (j + 1)));
        }
        return samples;
    }
}
