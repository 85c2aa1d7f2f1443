package io.diffferv.engine.clip;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.ClipTextConfig;
import io.diffferv.engine.weights.LayerNorm;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** CLIP's text tower (method.md J.3); its last hidden state after the final norm conditions the U-Net. */
public final class CLIPTextModel {
    private final Ops ops;
    private final NDArray tokenEmbedding;
    private final NDArray positionEmbedding;
    private final List<CLIPEncoderLayer> layers = new ArrayList<>();
    private final LayerNorm finalLayerNorm;

    /**
     * Loads every weight; the arrays belong to the map's manager.
     *
     * @throws io.diffferv.engine.failure.EditException when weights are missing, of another shape, or left over
     */
    public CLIPTextModel(Ops ops, ClipTextConfig config, WeightMap weights) {
        WeightMap embeddings = weights.at("embeddings");
        this.ops = ops;
        this.tokenEmbedding =
                embeddings.at("token_embedding").tensor("weight", config.vocabSize(), config.hiddenSize());
        this.positionEmbedding = embeddings
                .at("position_embedding")
                .tensor("weight", config.maxPositionEmbeddings(), config.hiddenSize());
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            layers.add(new CLIPEncoderLayer(
                    ops,
                    weights.at("encoder").at("layers", i),
                    config.hiddenSize(),
                    config.intermediateSize(),
                    config.numAttentionHeads(),
                    true));
        }
        this.finalLayerNorm = LayerNorm.load(ops, weights.at("final_layer_norm"), config.hiddenSize());
        weights.requireAllUsed();
    }

    /**
     * @param ids token ids of one prompt, as many as there are positions
     * @return {@code [1, positions, channels]}, owned by the innermost open scope
     */
    public NDArray forward(int[] ids) {
        try (TensorScope scope = new TensorScope()) {
            NDArray index =
                    ops.manager().create(Arrays.stream(ids).asLongStream().toArray());
            NDArray h = tokenEmbedding.get(index).add(positionEmbedding).expandDims(0);
            for (CLIPEncoderLayer layer : layers) {
                h = layer.forward(h);
            }
            return scope.keep(finalLayerNorm.forward(h));
        }
    }
}
