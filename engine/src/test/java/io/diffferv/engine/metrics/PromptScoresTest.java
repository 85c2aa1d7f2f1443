package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.diffferv.engine.clip.SeededClip;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.video.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected numbers: src/test/python/make_clip_goldens.py. */
class PromptScoresTest {
    /** The pictures differ by up to one level of 255, see CLIPModelTest. */
    private static final Offset<Double> ROUNDING = within(2e-3);

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() throws IOException {
        SeededClip.write(folder);
    }

    @Test
    void givesTheReferencesCosines() {
        MetricsReport report = report(new PromptOptions(folder, "a b c", Optional.of("d e")));

        MetricsReport.Clip clip = report.clip();
        assertThat(clip.text()).isCloseTo((-0.358492 - 0.332647 - 0.241049) / 3, ROUNDING);
        assertThat(clip.temCon()).isCloseTo((0.998408 + 0.973475) / 2, ROUNDING);
        assertThat(clip.sourceText()).isCloseTo(-0.358492, ROUNDING);
        assertThat(clip.sourceTemCon()).isCloseTo(1, within(1e-6));
        assertThat(clip.frameAcc()).isZero();
        assertThat(report.perFrame())
                .extracting(FrameScore::clipText)
                .satisfiesExactly(
                        first -> assertThat(first).isCloseTo(-0.358492, ROUNDING),
                        second -> assertThat(second).isCloseTo(-0.332647, ROUNDING),
                        third -> assertThat(third).isCloseTo(-0.241049, ROUNDING));
        assertThat(report.perFrame().get(0).temCon()).isNull();
        assertThat(report.perFrame().get(2).temCon()).isCloseTo(0.973475, ROUNDING);
    }

    @Test
    void countsTheFramesThatFitThePromptBetter() {
        assertThat(report(new PromptOptions(folder, "d e", Optional.of("a b c")))
                        .clip()
                        .frameAcc())
                .isEqualTo(1);
    }

    @Test
    void leavesOutWhatWasNotAskedFor() {
        MetricsReport report = report(new PromptOptions(folder, "a b c", Optional.empty()));

        JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
        assertThat(json.getAsJsonObject("clip").keySet())
                .containsExactly("text", "sourceText", "temCon", "sourceTemCon");
        assertThat(report.toTable())
                .containsPattern("(?m)^CLIP-Text +-0\\.31")
                .containsPattern("(?m)^Tem-Con +0\\.98")
                .doesNotContain("Frame-Acc");
    }

    @Test
    void needsAPrompt() {
        assertThatThrownBy(() -> new PromptOptions(folder, " ", Optional.empty()))
                .isInstanceOfSatisfying(
                        EditException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.BAD_REQUEST));
    }

    private static MetricsReport report(PromptOptions prompts) {
        List<RgbImage> source = waves(0.013, 0.013, 0.013);
        List<RgbImage> edited = waves(0.013, 0.0131, 0.05);
        return new ClipMetrics(new DisFlow(), MetricsOptions.DEFAULT.withPrompts(prompts))
                .compare(source.iterator(), edited.iterator());
    }

    private static List<RgbImage> waves(double... lengths) {
        return DoubleStream.of(lengths).mapToObj(PromptScoresTest::wave).toList();
    }

    private static RgbImage wave(double a) {
        float[] samples = new float[3 * 48 * 33];
        for (int j = 0; j < samples.length; j++) {
            samples[j] = (float) (0.5 + 0.5 * Math.sin(a * (j + 1)));
        }
        return new RgbImage(48, 33, samples);
    }
}
