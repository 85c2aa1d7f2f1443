package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
    private static final Path FACE = Path.of(System.getProperty("diffferv.share"), "models/face-256");

    @TempDir
    Path folder;

    @Test
    void theModelThatCameWithTheProgramIsListed() {
        Run run = Run.of("models", "list");

        assertThat(run.status()).isZero();
        assertThat(run.out()).containsPattern("(?m)^face-256 +7\\d\\.\\d MiB  /.*/models/face-256$");
    }

    @Test
    void aWholeModelIsCheckedByName() {
        Run run = Run.of("models", "check", "face-256");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).containsPattern("^face-256 is whole: .*, sha256 [0-9a-f]{64}\n$");
    }

    @Test
    void anUnknownModelEndsWithTheModelStatus() {
        Run run = Run.of("models", "check", "face-257");

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("--model face-257", "face-256", "diffferv models list");
    }

    @Test
    void aTruncatedWeightFileIsNamed() throws IOException {
        Path weights = copyOfFace().resolve("vae/diffusion_pytorch_model.safetensors");
        try (var channel = Files.newByteChannel(weights, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(weights) - 1000);
        }

        Run run = Run.of("models", "check", folder.toString());

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains(weights.toString());
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aPickleInPlaceOfSafetensorsIsNamed() throws IOException {
        Path weights = copyOfFace().resolve("vae/diffusion_pytorch_model.safetensors");
        Files.write(weights, new byte[] {(byte) 0x80, 2, '}', 'q', 0, '.'});

        Run run = Run.of("models", "check", folder.toString());

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains(weights.toString());
    }

    @Test
    void aTensorOfAnotherShapeIsNamed() throws IOException {
        Path config = copyOfFace().resolve("vae/config.json");
        String text = Files.readString(config);
        Files.writeString(
                config,
                text.replaceFirst("\"norm_num_groups\": *16", "\"norm_num_groups\": 16")
                        .replaceFirst("\"block_out_channels\": *\\[\\s*48", "\"block_out_channels\": [64"));

        Run run = Run.of("models", "check", folder.toString());

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("encoder.conv_in.weight", "[64, 3, 3, 3]", "[48, 3, 3, 3]");
    }

    @Test
    void aCheckpointThatIsNoneIsRefusedAndTheModelStaysAsItIs() throws IOException {
        Path model = copyOfFace();
        Path checkpoint = Files.writeString(folder.resolve("gmflow.pth"), "not a checkpoint");

        Run run = Run.of("models", "import", checkpoint.toString(), "--model", model.toString());

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains(checkpoint.toString());
        assertThat(model.resolve("gmflow/model.safetensors")).doesNotExist();
    }

    private Path copyOfFace() throws IOException {
        try (Stream<Path> files = Files.walk(FACE)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(FACE.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return folder;
    }
}
