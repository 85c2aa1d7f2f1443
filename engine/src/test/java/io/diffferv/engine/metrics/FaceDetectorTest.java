package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.SharedFiles;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceDetectorTest {
    @TempDir
    Path folder;

    @Test
    void findsTheSpeakerWhereOpenCvInPythonDoes() throws Exception {
        try (FaceDetector detector = detector()) {
            Face face = detector.largest(Clips.frame("grid_lbax4n.mpg", 0)).orElseThrow();
            assertThat(face.x()).isCloseTo(124.35f, within(1.5f));
            assertThat(face.y()).isCloseTo(69.75f, within(1.5f));
            assertThat(face.width()).isCloseTo(118.96f, within(1.5f));
            assertThat(face.height()).isCloseTo(178.46f, within(1.5f));
            assertThat(face.landmarks().get(0).x()).isCloseTo(159.24f, within(1f));
            assertThat(face.landmarks().get(4).y()).isCloseTo(198.95f, within(1f));
            assertThat(face.confidence()).isGreaterThan(0.9f);
        }
    }

    @Test
    void reportsALargeFrameInItsOwnPixels() throws Exception {
        try (FaceDetector detector = detector()) {
            RgbImage frame = Clips.frame("grid_lbax4n.mpg", 0);
            Face small = detector.largest(frame).orElseThrow();
            Face large = detector.largest(frame.resized(1800, 1440)).orElseThrow();
            assertThat(large.x()).isCloseTo(5 * small.x(), within(40f));
            assertThat(large.width()).isCloseTo(5 * small.width(), within(60f));
        }
    }

    @Test
    void findsNothingInAnEmptyFrame() {
        try (FaceDetector detector = detector()) {
            assertThat(detector.largest(RgbImage.black(200, 150))).isEmpty();
            assertThat(detector.largest(RgbImage.black(8, 8))).isEmpty();
        }
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> new FaceDetector(folder.resolve("none.onnx"), 0.6f))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining("none.onnx: there is no such file");
    }

    @Test
    void saysWhichFileIsNoNetwork() throws Exception {
        Path text = Files.writeString(folder.resolve("text.onnx"), "not a network");
        assertThatThrownBy(() -> new FaceDetector(text, 0.6f))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining("text.onnx: OpenCV cannot use it")
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysWhichNetworkIsNoDetector() {
        Path embedding = SharedFiles.need("metrics/MobileFaceNet.onnx");
        assertThatThrownBy(() -> {
                    try (FaceDetector detector = new FaceDetector(embedding, 0.6f)) {
                        detector.largest(RgbImage.black(64, 64));
                    }
                })
                .isInstanceOf(EditException.class)
                .hasMessageContaining("MobileFaceNet.onnx");
    }

    private static FaceDetector detector() {
        return new FaceDetector(SharedFiles.need("metrics/yunet_n_320_320.onnx"), FaceDetector.DEFAULT_CONFIDENCE);
    }
}
