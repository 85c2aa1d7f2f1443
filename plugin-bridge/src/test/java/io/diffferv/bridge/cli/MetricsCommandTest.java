package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCommandTest {
    @TempDir
    Path folder;

    @Test
    void aClipAgainstItselfIsEqual() throws IOException {
        Path clip = Shared.clip("intel_asl_bird.mkv");
        Path json = folder.resolve("metrics.json");
        Path sheet = folder.resolve("sheet.png");

        Run run = Run.of(
                "metrics",
                clip.toString(),
                clip.toString(),
                "--json",
                json.toString(),
                "--contact-sheet",
                sheet.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).containsPattern("(?m)^SSIM +1\\.0000");
        JsonObject figures = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(figures.get("ssim").getAsDouble()).isEqualTo(1.0);
        assertThat(figures.getAsJsonObject("warp").get("ratio").getAsDouble()).isEqualTo(1.0);
        assertThat(Files.readAllBytes(sheet)).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void clipsOfDifferentSizeCannotBeCompared() {
        Path one = Shared.clip("intel_asl_bird.mkv");
        Path other = Shared.clip("grid_lbax4n.mpg");

        Run run = Run.of("metrics", one.toString(), other.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void anIdentityNetworkNeedsADetector() {
        Path clip = Shared.clip("intel_asl_bird.mkv");

        Run run = Run.of("metrics", clip.toString(), clip.toString(), "--face-embedding", "net.onnx");

        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void clipNeedsAPrompt() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 1);

        Run run = Run.of("metrics", clip.toString(), clip.toString(), "--clip", folder.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("the prompt of the edit");
    }

    @Test
    void networksThatAreNotThereAreTheModelsFault() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 1);

        assertThat(Run.of("metrics", clip.toString(), clip.toString(), "--lpips", folder.toString())
                        .status())
                .isEqualTo(4);
        assertThat(Run.of("metrics", clip.toString(), clip.toString(), "--clip", folder.toString(), "--prompt", "a")
                        .status())
                .isEqualTo(4);
    }

    @Test
    void aMissingFileIsBadInput() {
        Path none = folder.resolve("none.mp4");

        Run run = Run.of("metrics", none.toString(), none.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains(none.toString());
    }
}
