package io.diffferv.engine.unet;

import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** The projections of an attention layer; those of queries, keys and values have no bias. */
record Attention(Linear toQ, Linear toK, Linear toV, Linear toOut, int heads) {
    static Attention load(Ops ops, WeightMap weights, int channels, int contextChannels, int heads) {
        return new Attention(
                Linear.loadUnbiased(ops, weights.at("to_q"), channels, channels),
                Linear.loadUnbiased(ops, weights.at("to_k"), contextChannels, channels),
                Linear.loadUnbiased(ops, weights.at("to_v"), contextChannels, channels),
                Linear.load(ops, weights.at("to_out", 0), channels, channels),
                heads);
    }
}
