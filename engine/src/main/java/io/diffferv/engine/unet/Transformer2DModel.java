package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.Segments;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.GroupNorm;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** Spatial transformer: feature map to tokens, one block, and back, added to its input (method.md J.1). */
final class Transformer2DModel {
    /** Not the U-Net's own eps. */
    private static final double NORM_EPS = 1e-6;

    private final String path;
    private final GroupNorm norm;
    private final Linear projIn;
    private final BasicTransformerBlock transformerBlock;
    private final Linear projOut;

    Transformer2DModel(
            Ops ops, WeightMap weights, AttentionSite site, int channels, int contextChannels, int heads, int groups) {
        this.path = site.path();
        this.norm = GroupNorm.load(ops, weights.at("norm"), channels, groups, NORM_EPS);
        this.projIn = Linear.loadPointwise(ops, weights.at("proj_in"), channels, channels);
        this.transformerBlock = new BasicTransformerBlock(
                ops, weights.at("transformer_blocks", 0), site, channels, contextChannels, heads);
        this.projOut = Linear.loadPointwise(ops, weights.at("proj_out"), channels, channels);
    }

    TextContext.Layer context(NDArray embeddings, Segments segments) {
        return transformerBlock.context(embeddings, segments);
    }

    /** @param x {@code [branches · frames, channels, height, width]} */
    NDArray forward(NDArray x, TextContext context, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            Shape shape = x.getShape();
            NDArray tokens = pass.slices()
                    .map(
                            x,
                            (part, slice) -> projIn.forward(
                                    norm.forward(part).transpose(0, 2, 3, 1).reshape(slice.size(), -1, shape.get(1))));
            NDArray h = transformerBlock.forward(tokens, context, pass);
            NDArray out = pass.slices()
                    .map(x, (part, slice) -> projOut.addedTo(part, pass.slices().cut(h, slice)));
            return scope.keep(pass.leave(path, out));
        }
    }
}
