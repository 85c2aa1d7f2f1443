package io.diffferv.engine.probe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.diffferv.engine.clip.CLIPTextModel;
import io.diffferv.engine.storage.NewFolder;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.vae.AutoencoderKL;
import io.diffferv.engine.weights.GeneratedFile;
import io.diffferv.engine.weights.GeneratedWeights;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.WeightMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes a model of Stable Diffusion 1.5's size with random weights. What an edit costs does not depend on the values,
 * so that speed and memory can be measured where no such model is at hand; its pictures mean nothing.
 */
public final class RandomModel {
    private static final Gson JSON = new GsonBuilder().setPrettyPrinting().create();

    /** What differs from the template's configurations. */
    record Sizes(Map<String, Object> unet, Map<String, Object> vae, Map<String, Object> textEncoder) {
        static final Sizes STABLE_DIFFUSION_1_5 = new Sizes(
                Map.of(
                        "sample_size", 64,
                        "block_out_channels", List.of(320, 640, 1280, 1280),
                        "attention_head_dim", 8,
                        "cross_attention_dim", 768),
                Map.of(
                        "sample_size", 512,
                        "block_out_channels", List.of(128, 256, 512, 512),
                        "layers_per_block", 2,
                        "norm_num_groups", 32,
                        "scaling_factor", 0.18215),
                Map.of(
                        "hidden_size", 768,
                        "intermediate_size", 3072,
                        "num_attention_heads", 12,
                        "num_hidden_layers", 12,
                        "projection_dim", 768,
                        "vocab_size", 49408));
    }

    /** Seven eighths of the energy of its input: deep sums of random layers stay within the range of 16 bits. */
    private static final double GAIN = Math.sqrt(7 / 8.0);

    private final Path template;
    private final Path folder;
    private final Sizes sizes;
    private final long seed;

    private RandomModel(Path template, Path folder, Sizes sizes, long seed) {
        this.template = template;
        this.folder = folder;
        this.sizes = sizes;
        this.seed = seed;
    }

    /**
     * Writes the folder; equal seeds give equal weights.
     *
     * @param template model of the same architecture, whose tokenizer and noise schedule are copied
     * @param folder that does not exist yet
     * @throws io.diffferv.engine.failure.EditException when it does, or cannot be written
     */
    public static void write(ModelFolder template, Path folder, long seed) {
        write(template, folder, Sizes.STABLE_DIFFUSION_1_5, seed);
    }

    static void write(ModelFolder template, Path folder, Sizes sizes, long seed) {
        NewFolder.write(folder, part -> new RandomModel(template.root(), part, sizes, seed).write());
    }

    private void write() throws IOException {
        NewFolder.copy(template, folder, file -> file.startsWith("tokenizer") || file.startsWith("scheduler"));
        rewrite("unet/config.json", sizes.unet());
        rewrite("vae/config.json", sizes.vae());
        rewrite("text_encoder/config.json", sizes.textEncoder());
        Files.writeString(folder.resolve("model_index.json"), "{\"_class_name\": \"StableDiffusionPipeline\"}\n");
        ModelFolder model = ModelFolder.open(folder);
        weights(
                "unet/diffusion_pytorch_model.safetensors",
                (ops, weights) -> new UNet2DConditionModel(ops, model.unet(), weights));
        weights(
                "vae/diffusion_pytorch_model.safetensors",
                (ops, weights) -> new AutoencoderKL(ops, model.vae(), weights));
        weights(
                "text_encoder/model.safetensors",
                (ops, weights) -> new CLIPTextModel(ops, model.textEncoder(), weights));
    }

    private void rewrite(String config, Map<String, Object> values) throws IOException {
        JsonObject json = JsonParser.parseString(Files.readString(template.resolve(config)))
                .getAsJsonObject();
        values.forEach((key, value) -> json.add(key, JSON.toJsonTree(value)));
        Path target = folder.resolve(config);
        Files.createDirectories(target.getParent());
        Files.writeString(target, JSON.toJson(json));
    }

    private void weights(String file, BiConsumer<Ops, WeightMap> network) {
        GeneratedFile.write(folder.resolve(file), GeneratedFile.shapes(network), this::values);
    }

    /** Norms pass what they get, biases are 0, other weights keep their input's energy but for {@link #GAIN}. */
    private float[] values(String name, long... shape) {
        int count = GeneratedFile.elements(shape);
        if (shape.length == 1) {
            float[] values = new float[count];
            Arrays.fill(values, name.endsWith("weight") ? 1 : 0);
            return values;
        }
        double deviation = GAIN / Math.sqrt(count / (double) shape[0]);
        return GeneratedWeights.uniform(name, seed, deviation * Math.sqrt(3), count);
    }
}
