package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.SharedFiles;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.video.RgbImage;
import org.junit.jupiter.api.Test;

class FaceEmbeddingTest {
    @Test
    void givesOnnxRuntimesNumbers() {
        float[] sines = new float[3 * FaceAlignment.SIDE * FaceAlignment.SIDE];
        for (int i = 0; i < sines.length; i++) {
            sines[i] = (float) Math.sin(i * 0.01);
        }
        try (FaceEmbedding embedding = embedding()) {
            float[] vector = embedding.forward(sines);
            assertThat(vector).hasSize(128);
            assertThat(new float[] {vector[0], vector[1], vector[2], vector[3], vector[4]})
                    .containsExactly(
                            new float[] {-0.030106f, -0.956291f, 0.117148f, -1.082375f, 0.545146f}, within(1e-4f));
        }
    }

    @Test
    void agreesWithPythonOnASpeaker() throws Exception {
        // The crop comes from another decoder's colours and a detector's box: two decimals is what survives that.
        float[] vector = of("grid_lbax4n.mpg", 0);
        assertThat(new float[] {vector[0], vector[1], vector[2]})
                .containsExactly(new float[] {0.03071f, -0.25948f, -0.00113f}, within(0.02f));
    }

    @Test
    void tellsSpeakersApart() throws Exception {
        float[] speaker = of("grid_lbax4n.mpg", 0);
        assertThat(FaceEmbedding.dot(speaker, speaker)).isCloseTo(1, within(1e-5));
        assertThat(FaceEmbedding.dot(speaker, of("grid_lbax4n.mpg", 30))).isGreaterThan(0.8);
        assertThat(FaceEmbedding.dot(speaker, of("grid_sbwe5n.mpg", 0))).isCloseTo(0.079, within(0.03));
    }

    @Test
    void refusesADetector() {
        try (FaceEmbedding detector =
                new FaceEmbedding(SharedFiles.need("metrics/yunet_n_320_320.onnx"), EmbeddingInput.IMAGENET)) {
            assertThatThrownBy(() -> detector.forward(new float[3 * FaceAlignment.SIDE * FaceAlignment.SIDE]))
                    .isInstanceOf(EditException.class)
                    .hasMessageContaining("yunet_n_320_320.onnx");
        }
    }

    private static float[] of(String clip, int index) throws Exception {
        RgbImage frame = Clips.frame(clip, index);
        try (FaceDetector detector = new FaceDetector(
                        SharedFiles.need("metrics/yunet_n_320_320.onnx"), FaceDetector.DEFAULT_CONFIDENCE);
                FaceEmbedding embedding = embedding()) {
            return embedding.of(frame, detector.largest(frame).orElseThrow());
        }
    }

    private static FaceEmbedding embedding() {
        return new FaceEmbedding(SharedFiles.need("metrics/MobileFaceNet.onnx"), EmbeddingInput.IMAGENET);
    }
}
