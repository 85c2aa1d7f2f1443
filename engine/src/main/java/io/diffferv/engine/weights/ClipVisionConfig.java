package io.diffferv.engine.weights;

/**
 * What {@code vision_config} of a CLIPModel says; its activation is quick_gelu, its pictures have three channels.
 *
 * @param imageSize side of the square pictures, pixels
 * @param patchSize side of the patches that become tokens, pixels
 */
public record ClipVisionConfig(
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int imageSize,
        int patchSize) {

    static ClipVisionConfig of(ConfigFile file) {
        file.only("hidden_act", "quick_gelu");
        file.only("num_channels", 3);
        file.only("layer_norm_eps", 1e-5);
        ClipVisionConfig config = new ClipVisionConfig(
                file.count("hidden_size"),
                file.count("intermediate_size"),
                file.count("num_hidden_layers"),
                file.count("num_attention_heads"),
                file.count("image_size"),
                file.count("patch_size"));
        if (config.hiddenSize % config.numAttentionHeads != 0) {
            file.problem(
                    "hidden_size cannot be divided into heads",
                    "a multiple of " + config.numAttentionHeads,
                    config.hiddenSize);
        }
        if (config.patchSize > config.imageSize) {
            file.problem("patch_size is too large", "at most " + config.imageSize, config.patchSize);
        }
        return config;
    }

    /** Patches of a picture. */
    public int patches() {
        int side = imageSize / patchSize;
        return side * side;
    }
}
