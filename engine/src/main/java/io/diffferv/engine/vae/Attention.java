package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.GroupNorm;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** Single-head self-attention over all places of a feature map, added to its input; all projections have a bias. */
final class Attention {
    private final Ops ops;
    private final GroupNorm groupNorm;
    private final Linear toQ;
    private final Linear toK;
    private final Linear toV;
    private final Linear toOut;

    Attention(Ops ops, WeightMap weights, int channels, int groups) {
        this.ops = ops;
        this.groupNorm = GroupNorm.load(ops, weights.at("group_norm"), channels, groups, AutoencoderKL.NORM_EPS);
        this.toQ = Linear.load(ops, weights.at("to_q"), channels, channels);
        this.toK = Linear.load(ops, weights.at("to_k"), channels, channels);
        this.toV = Linear.load(ops, weights.at("to_v"), channels, channels);
        this.toOut = Linear.load(ops, weights.at("to_out", 0), channels, channels);
    }

    NDArray forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            Shape shape = x.getShape();
            NDArray tokens = groupNorm.forward(x).transpose(0, 2, 3, 1).reshape(shape.get(0), -1, shape.get(1));
            NDArray h = ops.attention(toQ.forward(tokens), toK.forward(tokens), toV.forward(tokens), 1);
            NDArray map = toOut.forward(h)
                    .reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
                    .transpose(0, 3, 1, 2);
            return scope.keep(x.add(map));
        }
    }
}
