package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.Face256;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipCoderTest {
    private static final String CONFIG = """
            {"_class_name": "AutoencoderTiny", "encoder_block_out_channels": [64, 64, 64, 64],
             "decoder_block_out_channels": [64, 64, 64, 64], "num_encoder_blocks": [1, 3, 3, 3],
             "num_decoder_blocks": [3, 3, 3, 1], "latent_channels": 4}""";

    @TempDir
    Path folder;

    @Test
    void aDraftTakesTheSmallAutoencoderWhereThereIsOneAndFullQualityWhereItIsAskedFor() throws Exception {
        try (DiffusionModel without = Face256.load();
                DiffusionModel with = withTinyVae()) {
            assertThat(coder(without, "quality", "draft").tiny()).isFalse();
            assertThat(coder(with, "quality", "draft").tiny()).isTrue();
            assertThat(coder(with, "quality", "draft", "vae", "full").tiny()).isFalse();
            assertThat(coder(with).tiny()).isFalse();
            assertThat(coder(with, "vae", "tiny").tiny()).isTrue();
            assertThatThrownBy(() -> coder(without, "vae", "tiny"))
                    .isInstanceOf(EditException.class)
                    .hasMessageContaining("vae_tiny");
            assertThat(with.folder().contentHash())
                    .isNotEqualTo(without.folder().contentHash());
        }
    }

    @Test
    void anotherShapeOfLatentsIsRefused() throws Exception {
        try (DiffusionModel with = withTinyVae()) {
            Files.writeString(
                    with.folder().root().resolve("vae_tiny/config.json"),
                    CONFIG.replace("\"latent_channels\": 4", "\"latent_channels\": 16"));

            assertThatThrownBy(with.folder()::tinyVaeConfig)
                    .isInstanceOf(EditException.class)
                    .hasMessageContaining("16 channels");
        }
    }

    private static ClipCoder coder(DiffusionModel model, String... settings) {
        EditSettings parsed = Tiny.settings(settings);
        PipelineKey key = PipelineKey.of(model.folder().root(), parsed);
        return ClipCoder.of(model, EditPlan.of(parsed, key, model.folder(), 64, 64));
    }

    /** face-256 by links, beside a small autoencoder whose weights nobody reads. */
    private DiffusionModel withTinyVae() throws Exception {
        for (String part : List.of("unet", "vae", "text_encoder", "tokenizer", "scheduler", "model_index.json")) {
            Files.createSymbolicLink(
                    folder.resolve(part), Face256.folder().resolve(part).toRealPath());
        }
        Path tiny = Files.createDirectory(folder.resolve("vae_tiny"));
        Files.writeString(tiny.resolve("config.json"), CONFIG);
        Files.writeString(tiny.resolve("diffusion_pytorch_model.safetensors"), "not read");
        return DiffusionModel.load(ModelFolder.open(folder), Device.cpu(), DataType.FLOAT32);
    }
}
