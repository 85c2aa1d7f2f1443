package io.diffferv.engine.clip;

import io.diffferv.engine.SeededFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The tiny CLIP of src/test/python/make_clip_goldens.py: eight words, a to h, and pictures of 16 pixels. */
public final class SeededClip {
    private static final int TEXT_WIDTH = 24;
    private static final int VISION_WIDTH = 32;
    private static final String TEXT = "text_model";
    private static final String VISION = "vision_model";

    private SeededClip() {}

    /** @return {@code folder}, now as transformers would save the model and its tokenizer */
    public static Path write(Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "clip", "projection_dim": 20,
                 "text_config": {"vocab_size": 10, "hidden_size": 24, "intermediate_size": 48, "num_hidden_layers": 2,
                   "num_attention_heads": 3, "max_position_embeddings": 8, "hidden_act": "quick_gelu"},
                 "vision_config": {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
                   "num_attention_heads": 4, "image_size": 16, "patch_size": 4, "hidden_act": "quick_gelu"}}
                """);
        Files.writeString(folder.resolve("vocab.json"), """
                {"a</w>": 0, "b</w>": 1, "c</w>": 2, "d</w>": 3, "e</w>": 4, "f</w>": 5, "g</w>": 6, "h</w>": 7,
                 "<|startoftext|>": 8, "<|endoftext|>": 9}
                """);
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
        SeededFile.write(folder.resolve("model.safetensors"), shapes(), SeededClip::values);
        return folder;
    }

    private static Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new TreeMap<>();
        shapes.put("logit_scale", new long[0]);
        shapes.put(TEXT + ".embeddings.token_embedding.weight", new long[] {10, TEXT_WIDTH});
        shapes.put(TEXT + ".embeddings.position_embedding.weight", new long[] {8, TEXT_WIDTH});
        putNorm(shapes, TEXT + ".final_layer_norm", TEXT_WIDTH);
        shapes.put("text_projection.weight", new long[] {20, TEXT_WIDTH});
        shapes.put(VISION + ".embeddings.class_embedding", new long[] {VISION_WIDTH});
        shapes.put(VISION + ".embeddings.patch_embedding.weight", new long[] {VISION_WIDTH, 3, 4, 4});
        shapes.put(VISION + ".embeddings.position_embedding.weight", new long[] {17, VISION_WIDTH});
        putNorm(shapes, VISION + ".pre_layrnorm", VISION_WIDTH);
        putNorm(shapes, VISION + ".post_layernorm", VISION_WIDTH);
        shapes.put("visual_projection.weight", new long[] {20, VISION_WIDTH});
        for (int layer = 0; layer < 2; layer++) {
            putLayer(shapes, TEXT + ".encoder.layers." + layer, TEXT_WIDTH);
            putLayer(shapes, VISION + ".encoder.layers." + layer, VISION_WIDTH);
        }
        return shapes;
    }

    private static void putLayer(Map<String, long[]> shapes, String name, int width) {
        for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
            putLinear(shapes, name + ".self_attn." + projection, width, width);
        }
        putLinear(shapes, name + ".mlp.fc1", width, 2 * width);
        putLinear(shapes, name + ".mlp.fc2", 2 * width, width);
        putNorm(shapes, name + ".layer_norm1", width);
        putNorm(shapes, name + ".layer_norm2", width);
    }

    private static void putLinear(Map<String, long[]> shapes, String name, int in, int out) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    private static void putNorm(Map<String, long[]> shapes, String name, int width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }

    private static float[] values(String name, long... shape) {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        boolean small = name.endsWith("bias") || name.endsWith("class_embedding");
        float[] values = new float[Math.toIntExact(count)];
        for (int j = 0; j < values.length; j++) {
            double r = Math.sin(1.0 + name.length() + (long) j * j % 1009);
            double wide = shape.length <= 1 ? 1 + 0.05 * r : 2 * r / Math.sqrt((double) count / shape[0]);
            values[j] = (float) (small ? 0.02 * r : wide);
        }
        return values;
    }
}
