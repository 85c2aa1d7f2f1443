package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.WeightMap;
import java.util.List;
import java.util.stream.IntStream;

/** Six layers in which the two images' features look at themselves and then at each other. */
final class FeatureTransformer {
    private static final int LAYERS = 6;

    private record TransformerBlock(TransformerLayer selfAttn, TransformerLayer crossAttnFfn) {}

    private final Ops ops;
    private final List<TransformerBlock> layers;

    FeatureTransformer(Ops ops, WeightMap weights) {
        this.ops = ops;
        this.layers = IntStream.range(0, LAYERS)
                .mapToObj(layer -> weights.at("layers", layer))
                .map(layer -> new TransformerBlock(
                        new TransformerLayer(ops, layer.at("self_attn"), false),
                        new TransformerLayer(ops, layer.at("cross_attn_ffn"), true)))
                .toList();
    }

    /**
     * @param features of the two images with position code, {@code [2, 128, height, width]}
     * @return as tokens {@code [2, height * width, 128]}
     */
    NDArray forward(NDArray features) {
        int height = Math.toIntExact(features.getShape().get(2));
        int width = Math.toIntExact(features.getShape().get(3));
        WindowLayout plain = WindowLayout.plain(ops.manager(), height, width);
        WindowLayout shifted = WindowLayout.shifted(ops.manager(), height, width);
        NDArray tokens = features.reshape(2, GmFlow.CHANNELS, -1).transpose(0, 2, 1);
        for (int i = 0; i < LAYERS; i++) {
            try (TensorScope scope = new TensorScope()) {
                tokens = scope.keep(forward(layers.get(i), tokens, i % 2 == 0 ? plain : shifted));
            }
        }
        return tokens;
    }

    private static NDArray forward(TransformerBlock block, NDArray tokens, WindowLayout layout) {
        NDArray ordered = tokens.get(new NDIndex(":, {}", layout.order()));
        // What the layer got, with the images swapped: not what self-attention makes of it.
        NDArray other = ordered.flip(0);
        NDArray own = block.selfAttn().forward(ordered, ordered, layout);
        NDArray mixed = block.crossAttnFfn().forward(own, other, layout);
        return mixed.get(new NDIndex(":, {}", layout.inverse()));
    }
}
