package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    @TempDir
    Path folder;

    @Test
    void stagesAddUpToTheEdit() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 2);

        Path trace = folder.resolve("trace");
        Run run = Run.of(
                "bench",
                clip.toString(),
                "--frames",
                "2",
                "--trace",
                trace.toString(),
                "--json",
                "--working-size",
                "64",
                "--steps",
                "2");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.get("frames").getAsDouble()).isEqualTo(2);
        JsonObject stages = report.getAsJsonObject("stageSeconds");
        assertThat(stages.keySet())
                .containsExactly(
                        "open", "encode", "flow", "inversion", "mask", "sampling", "decode", "smoothing", "composite");
        double sum = stages.entrySet().stream()
                .mapToDouble(stage -> stage.getValue().getAsDouble())
                .sum();
        assertThat(sum).isPositive().isCloseTo(report.get("editSeconds").getAsDouble(), within(1e-6));
        assertThat(report.get("steps").getAsInt()).isEqualTo(2);
        assertThat(report.get("framesSeen").getAsInt()).isEqualTo(2);
        JsonObject unet = report.getAsJsonObject("unet");
        // Two frames: two inversion steps, two levels of the mask for two prompts, two sampling steps of the edit's two
        // branches, of which the first step knows one already. The source was seen at both levels for the mask.
        assertThat(unet.get("evaluations").getAsInt()).isEqualTo(2 * (2 + 2 * 2 + 2 * 2 - 1));
        assertThat(unet.get("tflop").getAsDouble())
                .isEqualTo(
                        unet.get("tflopPerSecond").getAsDouble()
                                * unet.get("evaluationMs").getAsDouble()
                                * unet.get("evaluations").getAsInt()
                                / 1000,
                        within(1e-9));
        assertThat(unet.get("shareOfMatmul").getAsDouble()).isBetween(0.0, 2.0);
        assertThat(report.get("vaeTflop").getAsDouble()).isPositive();
        assertThat(report.getAsJsonObject("versions").keySet()).containsExactly("diffferv", "DJL", "libtorch", "Java");
        assertThat(report.get("peakMemoryBytes").getAsLong()).isGreaterThan(100L << 20);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("clip.y4m", "trace");
        assertThat(Files.readString(trace.resolve("bench.json")))
                .isEqualTo(run.out().strip());
    }
}
