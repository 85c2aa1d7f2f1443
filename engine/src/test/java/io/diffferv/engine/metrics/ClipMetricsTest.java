package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.diffferv.engine.SharedFiles;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.video.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClipMetricsTest {
    private final ClipMetrics plain = new ClipMetrics(new DisFlow(), MetricsOptions.DEFAULT);

    @Test
    void findsNothingWrongWithAnUntouchedClip() {
        List<RgbImage> clip = still(4);
        MetricsReport report = plain.compare(clip.iterator(), clip.iterator());
        assertThat(report.frames()).isEqualTo(4);
        assertThat(report.psnr()).isEqualTo(100);
        assertThat(report.ssim()).isCloseTo(1, within(1e-12));
        assertThat(report.warp().ratio()).isEqualTo(1);
        assertThat(report.seam()).isNull();
        assertThat(report.faces()).isNull();
    }

    @Test
    void averagesOverFrames() {
        List<RgbImage> source = still(2);
        RgbImage edited = Scenes.image(Scenes.edited(source.get(0).samples(), 0));
        MetricsReport report =
                plain.compare(source.iterator(), List.of(source.get(0), edited).iterator());
        assertThat(report.psnr()).isCloseTo((100 + 29.031654) / 2, within(1e-3));
        assertThat(report.ssim()).isCloseTo((1 + 0.9811402) / 2, within(1e-6));
    }

    @Test
    void findsAJumpAtAChunkBorderAndOnlyThere() {
        // Six still frames in chunks of three, the second chunk 0.1 brighter.
        List<RgbImage> source = still(6);
        List<RgbImage> edited = new ArrayList<>();
        for (int frame = 0; frame < 6; frame++) {
            edited.add(brighter(source.get(frame), frame < 3 ? 0 : 0.1f));
        }
        MetricsReport report = new ClipMetrics(new DisFlow(), MetricsOptions.DEFAULT.withChunkFrames(3))
                .compare(source.iterator(), edited.iterator());
        assertThat(report.seam().border()).isCloseTo(0.01, within(1e-5));
        assertThat(report.seam().inside()).isCloseTo(0, within(1e-9));
        assertThat(report.seam().sourceRatio()).isCloseTo(1, within(1e-6));
        assertThat(report.warp().edited()).isCloseTo(0.002, within(1e-5));
    }

    @Test
    void writesWhatWasMeasuredAndNothingElse() {
        List<RgbImage> clip = still(1);
        MetricsReport report = plain.compare(clip.iterator(), clip.iterator());
        JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("frames", "width", "height", "psnr", "ssim", "perFrame");
        assertThat(report.toTable().lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("PSNR").contains("100.00 dB"));
    }

    @Test
    void saysWhichClipEndsEarly() {
        assertThatThrownBy(() -> plain.compare(still(3).iterator(), still(2).iterator()))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.BAD_INPUT))
                .hasMessageContaining("edited clip: the clip ends early")
                .hasMessageContaining("found 2 frames");
    }

    @Test
    void saysWhichFrameHasAnotherSize() {
        List<RgbImage> other = List.of(still(1).get(0), RgbImage.black(8, 8));
        assertThatThrownBy(() -> plain.compare(still(2).iterator(), other.iterator()))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("edited clip, frame 1: the frame has another size (expected 28 x 20 pixels");
    }

    @Test
    void refusesTwoEmptyClips() {
        List<RgbImage> none = List.of();
        assertThatThrownBy(() -> plain.compare(none.iterator(), none.iterator()))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("nothing to compare");
    }

    @Test
    void measuresFaces() throws Exception {
        MetricsOptions options = MetricsOptions.DEFAULT.withFaces(
                SharedFiles.need("metrics/yunet_n_320_320.onnx"), SharedFiles.need("metrics/MobileFaceNet.onnx"));
        List<RgbImage> source =
                List.of(Clips.frame("grid_lbax4n.mpg", 0), Clips.frame("grid_lbax4n.mpg", 5), RgbImage.black(360, 288));
        List<RgbImage> edited =
                source.stream().map(frame -> brighter(frame, 0.02f)).toList();
        MetricsReport report = new ClipMetrics(new DisFlow(), options).compare(source.iterator(), edited.iterator());
        MetricsReport.Faces faces = report.faces();
        assertThat(faces.skippedShare()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(faces.psnrOutside()).isCloseTo(-20 * Math.log10(0.02), within(0.01));
        assertThat(faces.change()).isCloseTo(0.02, within(1e-4));
        assertThat(faces.similarity()).isBetween(0.95, 0.99999);
        assertThat(faces.tlId()).isCloseTo(1, within(0.03));
        assertThat(faces.tgId()).isEqualTo(faces.tlId());
        assertThat(report.perFrame()).hasSize(3).last().satisfies(last -> {
            assertThat(last.psnr()).isCloseTo(-20 * Math.log10(0.02), within(0.01));
            assertThat(last.warp()).isNotNull();
            assertThat(last.change()).isNull();
            assertThat(last.similarity()).isNull();
        });
        assertThat(report.perFrame().get(0).warp()).isNull();
        assertThat(report.perFrame().get(0).similarity()
                        + report.perFrame().get(1).similarity())
                .isCloseTo(2 * faces.similarity(), within(1e-9));
    }

    @Test
    void needsADetectorForAnIdentityNetwork() {
        assertThatThrownBy(() -> new MetricsOptions(
                        0,
                        Optional.empty(),
                        Optional.of(Path.of("identity.onnx")),
                        EmbeddingInput.IMAGENET,
                        0.6f,
                        Optional.empty(),
                        Optional.empty()))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.BAD_REQUEST));
    }

    private static List<RgbImage> still(int frames) {
        return IntStream.range(0, frames)
                .mapToObj(frame -> Scenes.image(Scenes.scene(0, 0)))
                .toList();
    }

    private static RgbImage brighter(RgbImage image, float by) {
        float[] samples = image.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] += by;
        }
        return new RgbImage(image.width(), image.height(), samples);
    }
}
