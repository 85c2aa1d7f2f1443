package io.diffferv.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFolderTest {
    /** The default model, which lies in the project. */
    private static final Path FACE_256 = Path.of("../packaging/models/face-256");

    @TempDir
    private Path folder;

    /** The default model's folder, with weights in which nothing is stored. */
    @BeforeEach
    void copyModel() throws IOException {
        copy(FACE_256, folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (file.toString().endsWith(".safetensors")) {
                    RawSafetensors.write(copy, "{}", 0);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void readsTheDefaultModel() {
        ModelFolder model = ModelFolder.open(FACE_256);
        assertThat(model.name()).isEqualTo("face-256");
        assertThat(model.unet())
                .isEqualTo(new UNetConfig(
                        4,
                        4,
                        32,
                        List.of(96, 160, 192, 192),
                        2,
                        List.of(4, 4, 4, 4),
                        List.of("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
                        List.of("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
                        256,
                        32,
                        1e-5,
                        true,
                        0));
        assertThat(model.vae()).isEqualTo(new VaeConfig(3, 3, 4, List.of(48, 96, 192, 192), 1, 16, 256, 0.40218));
        assertThat(model.vae().downscale()).isEqualTo(8);
        assertThat(model.textEncoder()).isEqualTo(new ClipTextConfig(833, 256, 1024, 4, 4, 77, 1e-5));
        assertThat(model.scheduler()).isEqualTo(new SchedulerConfig(1000, 0.00085, 0.012, false, 1));
        assertThat(model.hasGmFlow()).isFalse();
    }

    @Test
    void opensEveryPartOfTheDefaultModel() {
        ModelFolder model = ModelFolder.open(FACE_256);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                WeightMap unet = model.openUnet(manager, DataType.FLOAT32);
                WeightMap vae = model.openVae(manager, DataType.FLOAT32);
                WeightMap text = model.openTextEncoder(manager, DataType.FLOAT32)) {
            assertThat(unet.unused()).hasSize(686);
            assertThat(vae.unused()).hasSize(184);
            assertThat(text.unused()).hasSize(68);
            assertThat(unet.at("conv_in")
                            .tensor("weight", 96, 4, 3, 3)
                            .isNaN()
                            .any()
                            .getBoolean())
                    .isFalse();
            assertThat(vae.at("encoder").at("mid_block").at("attentions", 0).has("to_q"))
                    .isTrue();
            assertThat(text.at("embeddings")
                            .at("position_embedding")
                            .tensor("weight", 77, 256)
                            .size())
                    .isEqualTo(77 * 256);
        }
    }

    /** What is changed in which file, and what the sentence must say. */
    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            unet/config.json | "use_linear_projection": false | "use_linear_projection": true | use_linear_projection is not supported (expected false, found true)
            unet/config.json | "DownBlock2D" | "SimpleDownBlock2D" | down_block_types is wrong
            unet/config.json | "attention_head_dim": 4 | "attention_head_dim": [4, 4] | levels do not agree
            unet/config.json | "attention_head_dim": 4 | "attention_head_dim": 5 | channels of level 0 cannot be divided
            unet/config.json | "class_embed_type": null | "class_embed_type": "timestep" | class_embed_type is not supported
            unet/config.json | "in_channels": 4 | "in_channels": 9 | latent channels of the unet and the vae differ
            unet/config.json | "in_channels": 4 | "in_channels": 4.5 | in_channels is wrong
            unet/config.json | "cross_attention_dim": 256 | "cross_attention_dim": 768 | text width of the unet and the text encoder differ
            unet/config.json | "cross_attention_dim": 256, | `` | cross_attention_dim is missing
            unet/config.json | "flip_sin_to_cos": true | "flip_sin_to_cos": "yes" | flip_sin_to_cos is wrong
            unet/config.json | { | [ | cannot be read
            vae/config.json | "scaling_factor": 0.40218 | "scaling_factor": 0 | scaling_factor is wrong
            vae/config.json | "DownEncoderBlock2D", | `` | down_block_types does not agree
            vae/config.json | "norm_num_groups": 16 | "norm_num_groups": 32 | block_out_channels cannot be divided
            vae/config.json | "shift_factor": null | "shift_factor": 0.1 | shift_factor is not supported
            text_encoder/config.json | quick_gelu | gelu | hidden_act is not supported
            text_encoder/config.json | "hidden_size": 256 | "hidden_size": 255 | hidden_size cannot be divided
            scheduler/scheduler_config.json | epsilon | v_prediction | prediction_type is not supported (expected epsilon, found "v_prediction")
            scheduler/scheduler_config.json | "beta_end": 0.012 | "beta_end": 0.0001 | betas are out of order
            """)
    void refusesWhatItCannotRun(String file, String text, String replacement, String words) throws IOException {
        Path changed = folder.resolve(file);
        String before = Files.readString(changed);
        assertThat(before).contains(text);
        Files.writeString(changed, before.replaceFirst(Pattern.quote(text), replacement));
        refuses(words);
    }

    @Test
    void reportsEveryProblemOfAFileAtOnce() throws IOException {
        Path config = folder.resolve("unet/config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"upcast_attention\": false", "\"upcast_attention\": true")
                        .replace("\"conv_in_kernel\": 3", "\"conv_in_kernel\": 5"));
        assertThatThrownBy(() -> ModelFolder.open(folder)).message().hasLineCount(2);
    }

    @Test
    void acceptsAListOfHeadsAndKeysItHasNoUseFor() throws IOException {
        Path config = folder.resolve("unet/config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"attention_head_dim\": 4", "\"attention_head_dim\": [4, 8, 4, 2], \"novelty\": {}"));
        assertThat(ModelFolder.open(folder).unet().attentionHeads()).containsExactly(4, 8, 4, 2);
    }

    @Test
    void prefersItsTrainingSizeUnlessTheIndexSaysOtherwise() throws IOException {
        assertThat(ModelFolder.open(folder).preferredSize()).isEqualTo(320);
        Files.writeString(folder.resolve("model_index.json"), "{}");
        assertThat(ModelFolder.open(folder).preferredSize()).isEqualTo(256);
        Files.writeString(folder.resolve("model_index.json"), "{\"_diffferv_short_side\": -1}");
        refuses("_diffferv_short_side");
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        Files.delete(folder.resolve("vae/config.json"));
        refuses("no such file");
        Files.delete(folder.resolve("model_index.json"));
        refuses("this is not a model");
    }

    @Test
    void prefersFullPrecisionThenHalfThenSaysWhatIsThere() throws IOException {
        Path unet = folder.resolve("unet");
        Path single = unet.resolve("diffusion_pytorch_model.safetensors");
        Path half = unet.resolve("diffusion_pytorch_model.fp16.safetensors");
        Files.copy(single, half);
        assertThat(WeightFiles.find(unet, "diffusion_pytorch_model")).containsExactly(single);
        Files.delete(single);
        assertThat(WeightFiles.find(unet, "diffusion_pytorch_model")).containsExactly(half);
        Files.move(half, unet.resolve("diffusion_pytorch_model.bin"));
        assertThatThrownBy(() -> ModelFolder.open(folder).weightFiles())
                .isInstanceOf(EditException.class)
                .hasMessageContaining("found the pickle diffusion_pytorch_model.bin")
                .hasMessageContaining("diffferv models import");
    }

    @Test
    void followsAShardIndexButNotOutOfItsFolder() throws IOException {
        Path unet = folder.resolve("unet");
        Files.delete(unet.resolve("diffusion_pytorch_model.safetensors"));
        Path index = unet.resolve("diffusion_pytorch_model.safetensors.index.json");
        Files.writeString(index, "{\"metadata\":{},\"weight_map\":{\"a\":\"2.safetensors\",\"b\":\"1.safetensors\"}}");
        assertThat(WeightFiles.find(unet, "diffusion_pytorch_model"))
                .containsExactly(unet.resolve("1.safetensors"), unet.resolve("2.safetensors"));
        for (String shard : List.of("../vae/1.safetensors", "/etc/passwd", "1.bin")) {
            Files.writeString(index, "{\"weight_map\":{\"a\":\"" + shard + "\"}}");
            assertThatThrownBy(() -> WeightFiles.find(unet, "diffusion_pytorch_model"))
                    .hasMessageContaining("found " + shard);
        }
        for (String broken : List.of("{}", "[]", "", "{\"weight_map\":{\"a\":null}}")) {
            Files.writeString(index, broken);
            assertThatThrownBy(() -> WeightFiles.find(unet, "diffusion_pytorch_model"))
                    .isInstanceOf(EditException.class);
        }
    }

    @Test
    void hashFollowsContentNotPlace(@TempDir Path elsewhere) throws IOException {
        String original = ModelFolder.open(folder).contentHash();
        assertThat(original).matches("[0-9a-f]{64}");
        copy(folder, elsewhere);
        assertThat(ModelFolder.open(elsewhere).contentHash()).isEqualTo(original);
        Files.writeString(elsewhere.resolve("tokenizer/merges.txt"), "#version: 0.2\n");
        assertThat(ModelFolder.open(elsewhere).contentHash()).isNotEqualTo(original);
        RawSafetensors.write(folder.resolve("vae/diffusion_pytorch_model.safetensors"), "{} ", 0);
        assertThat(ModelFolder.open(folder).contentHash()).isNotEqualTo(original);
        assertThat(ModelFolder.open(FACE_256).contentHash()).isNotEqualTo(original);
    }

    private void refuses(String words) {
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining(words);
    }
}
