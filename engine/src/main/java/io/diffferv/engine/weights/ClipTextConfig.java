package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;

/**
 * What {@code text_encoder/config.json} says about a CLIPTextModel (method.md J.3); its activation is quick_gelu.
 *
 * @param maxPositionEmbeddings tokens of a prompt, start, end and padding included
 */
public record ClipTextConfig(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int maxPositionEmbeddings,
        double layerNormEps) {

    /**
     * Reads and checks the file.
     *
     * @throws EditException with {@link FailureCode#MODEL} and everything in the file that is not supported
     */
    public static ClipTextConfig read(Path path) {
        ConfigFile file = ConfigFile.read(path);
        ClipTextConfig config = of(file);
        file.require();
        return config;
    }

    static ClipTextConfig of(ConfigFile file) {
        file.only("hidden_act", "quick_gelu");
        ClipTextConfig config = new ClipTextConfig(
                file.count("vocab_size", 49408),
                file.count("hidden_size"),
                file.count("intermediate_size"),
                file.count("num_hidden_layers"),
                file.count("num_attention_heads"),
                file.count("max_position_embeddings", 77),
                file.number("layer_norm_eps", 1e-5));
        if (config.hiddenSize % config.numAttentionHeads != 0) {
            file.problem(
                    "hidden_size cannot be divided into heads",
                    "a multiple of " + config.numAttentionHeads,
                    config.hiddenSize);
        }
        if (config.maxPositionEmbeddings < 3) {
            file.problem(
                    "max_position_embeddings leaves no room for a prompt", "3 or more", config.maxPositionEmbeddings);
        }
        return config;
    }
}
