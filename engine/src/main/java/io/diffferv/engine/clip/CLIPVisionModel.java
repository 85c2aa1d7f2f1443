package io.diffferv.engine.clip;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.ClipVisionConfig;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.LayerNorm;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.List;

/** CLIP's vision tower (Radford et al. 2021): a transformer over the patches of a picture and one class token. */
final class CLIPVisionModel {
    private final NDArray classEmbedding;
    private final Conv2d patchEmbedding;
    private final NDArray positionEmbedding;
    private final LayerNorm preLayrnorm;
    private final List<CLIPEncoderLayer> layers = new ArrayList<>();
    private final LayerNorm postLayernorm;
    private final ClipVisionConfig config;

    CLIPVisionModel(Ops ops, ClipVisionConfig config, WeightMap weights) {
        WeightMap embeddings = weights.at("embeddings");
        int width = config.hiddenSize();
        int patch = config.patchSize();
        this.config = config;
        this.classEmbedding = embeddings.tensor("class_embedding", width).reshape(1, 1, width);
        this.patchEmbedding = Conv2d.loadUnbiased(ops, embeddings.at("patch_embedding"), 3, width, patch, patch, 0);
        this.positionEmbedding = embeddings.at("position_embedding").tensor("weight", config.patches() + 1, width);
        // The checkpoints have it misspelt.
        this.preLayrnorm = LayerNorm.load(ops, weights.at("pre_layrnorm"), width);
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            layers.add(new CLIPEncoderLayer(
                    ops,
                    weights.at("encoder").at("layers", i),
                    width,
                    config.intermediateSize(),
                    config.numAttentionHeads(),
                    false));
        }
        this.postLayernorm = LayerNorm.load(ops, weights.at("post_layernorm"), width);
    }

    /**
     * @param pixels {@code [1, 3, image size, image size]}, normalised
     * @return the class token, {@code [1, channels]}, owned by the innermost open scope
     */
    NDArray forward(NDArray pixels) {
        try (TensorScope scope = new TensorScope()) {
            NDArray patches = patchEmbedding
                    .forward(pixels)
                    .reshape(1, config.hiddenSize(), config.patches())
                    .transpose(0, 2, 1);
            NDArray h = preLayrnorm.forward(classEmbedding.concat(patches, 1).add(positionEmbedding));
            for (CLIPEncoderLayer layer : layers) {
                h = layer.forward(h);
            }
            return scope.keep(postLayernorm.forward(h.get(":, 0")));
        }
    }
}
