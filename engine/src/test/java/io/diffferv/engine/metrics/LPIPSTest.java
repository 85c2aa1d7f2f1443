package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.video.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LPIPSTest {
    @TempDir
    static Path folder;

    private static LPIPS lpips;

    @BeforeAll
    static void open() {
        lpips = LPIPS.open(SeededLpips.write(folder));
    }

    @AfterAll
    static void close() {
        lpips.close();
    }

    /** Expected: src/test/python/make_lpips_goldens.py. */
    @ParameterizedTest
    @CsvSource({"64, 64, 0.37, 0.41, 0.01620241", "131, 97, 0.011, 0.0111, 0.02234558", "40, 31, 0.37, 0.41, 0.01683372"
    })
    void givesTheReferencesNumbers(int width, int height, double a, double b, double expected) {
        double distance = lpips.distance(waves(width, height, a), waves(width, height, b));

        assertThat(distance).isCloseTo(expected, within(1e-4 * expected));
    }

    @Test
    void aPictureIsNotApartFromItself() {
        RgbImage picture = waves(64, 48, 0.1);

        assertThat(lpips.distance(picture, picture)).isZero();
        assertThat(lpips.distance(RgbImage.black(64, 48), RgbImage.black(64, 48)))
                .isZero();
    }

    @Test
    void saysWhichPicturesAreTooSmall() {
        assertThatThrownBy(() -> lpips.distance(RgbImage.black(64, 30), RgbImage.black(64, 30)))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.BAD_INPUT))
                .hasMessageContaining("at least 31 pixels, found 64 x 30");
    }

    @Test
    void saysWhichWeightsAreMissing(@TempDir Path empty) throws IOException {
        assertThatThrownBy(() -> LPIPS.open(empty))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining("a folder with safetensors files");

        Files.copy(folder.resolve("alexnet.safetensors"), empty.resolve("alexnet.safetensors"));
        assertThatThrownBy(() -> LPIPS.open(empty)).hasMessageContaining("tensor lin0.model.1.weight is missing");
    }

    @Test
    void theReportHasItsMeanAndEveryFrame() {
        List<RgbImage> source = List.of(waves(64, 64, 0.37), waves(64, 64, 0.37));
        List<RgbImage> edited = List.of(waves(64, 64, 0.37), waves(64, 64, 0.41));

        MetricsReport report = new ClipMetrics(new DisFlow(), MetricsOptions.DEFAULT.withLpips(folder))
                .compare(source.iterator(), edited.iterator());

        assertThat(report.lpips()).isCloseTo(0.01620241 / 2, within(1e-6));
        assertThat(report.perFrame().get(0).lpips()).isZero();
        assertThat(report.perFrame().get(1).lpips()).isCloseTo(0.01620241, within(2e-6));
        assertThat(report.toTable()).containsPattern("(?m)^LPIPS +0\\.0081 ");
    }

    private static RgbImage waves(int width, int height, double a) {
        float[] samples = new float[3 * width * height];
        for (int j = 0; j < samples.length; j++) {
            samples[j] = (float) (0.5 + 0.5 * Math.sin(a * (j + 1)));
        }
        return new RgbImage(width, height, samples);
    }
}
