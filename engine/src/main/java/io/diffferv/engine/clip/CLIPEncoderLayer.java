package io.diffferv.engine.clip;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.LayerNorm;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** A pre-norm transformer layer; in the text tower a token sees itself and those before it, in the vision tower all. */
final class CLIPEncoderLayer {
    private final Ops ops;
    private final int heads;
    private final boolean causal;
    private final LayerNorm layerNorm1;
    private final Linear qProj;
    private final Linear kProj;
    private final Linear vProj;
    private final Linear outProj;
    private final LayerNorm layerNorm2;
    private final Linear fc1;
    private final Linear fc2;

    CLIPEncoderLayer(Ops ops, WeightMap weights, int width, int intermediate, int heads, boolean causal) {
        WeightMap selfAttn = weights.at("self_attn");
        WeightMap mlp = weights.at("mlp");
        this.ops = ops;
        this.heads = heads;
        this.causal = causal;
        this.layerNorm1 = LayerNorm.load(ops, weights.at("layer_norm1"), width);
        this.qProj = Linear.load(ops, selfAttn.at("q_proj"), width, width);
        this.kProj = Linear.load(ops, selfAttn.at("k_proj"), width, width);
        this.vProj = Linear.load(ops, selfAttn.at("v_proj"), width, width);
        this.outProj = Linear.load(ops, selfAttn.at("out_proj"), width, width);
        this.layerNorm2 = LayerNorm.load(ops, weights.at("layer_norm2"), width);
        this.fc1 = Linear.load(ops, mlp.at("fc1"), width, intermediate);
        this.fc2 = Linear.load(ops, mlp.at("fc2"), intermediate, width);
    }

    /** @param x {@code [1, tokens, channels]} */
    NDArray forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            NDArray normed = layerNorm1.forward(x);
            NDArray q = qProj.forward(normed);
            NDArray k = kProj.forward(normed);
            NDArray v = vProj.forward(normed);
            NDArray attended = causal ? ops.causalAttention(q, k, v, heads) : ops.attention(q, k, v, heads);
            NDArray h = x.add(outProj.forward(attended));
            NDArray wide = ops.quickGelu(fc1.forward(layerNorm2.forward(h)));
            return scope.keep(h.add(fc2.forward(wide)));
        }
    }
}
