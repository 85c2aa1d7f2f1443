package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;

/** Spreads the flow from matched to occluded places that look alike (method.md L step 6). */
final class FeatureFlowAttention {
    private final GlobalAttention attention;
    private final Linear qProj;
    private final Linear kProj;

    FeatureFlowAttention(Ops ops, WeightMap weights) {
        this.attention = new GlobalAttention(ops);
        this.qProj = Linear.load(ops, weights.at("q_proj"), GmFlow.CHANNELS, GmFlow.CHANNELS);
        this.kProj = Linear.load(ops, weights.at("k_proj"), GmFlow.CHANNELS, GmFlow.CHANNELS);
    }

    /**
     * @param features {@code [2, tokens, 128]}
     * @param flow {@code [2, tokens, 2]}
     * @return flow of the same shape
     */
    NDArray forward(NDArray features, NDArray flow) {
        NDArray q = qProj.forward(features);
        // Keys come from the queries, not from the features: the published weights were trained that way.
        NDArray k = kProj.forward(q);
        return attention.of(q, k, flow);
    }
}
