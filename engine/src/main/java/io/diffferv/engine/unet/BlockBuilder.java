package io.diffferv.engine.unet;

import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.UNetConfig;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.List;

/** Builds a U-Net's residual blocks and transformers in execution order, numbering the latter as they come. */
final class BlockBuilder {
    private final Ops ops;
    private final UNetConfig config;
    private final List<Transformer2DModel> transformers = new ArrayList<>();

    BlockBuilder(Ops ops, UNetConfig config) {
        this.ops = ops;
        this.config = config;
    }

    Ops ops() {
        return ops;
    }

    ResnetBlock2D resnet(WeightMap weights, int in, int out) {
        int timeChannels = 4 * config.blockOutChannels().get(0);
        return new ResnetBlock2D(ops, weights, in, out, timeChannels, config.normNumGroups(), config.normEps());
    }

    Transformer2DModel transformer(WeightMap weights, int channels, int level) {
        AttentionSite site = new AttentionSite(transformers.size(), weights.path(), level);
        int heads = config.attentionHeads().get(level);
        Transformer2DModel transformer = new Transformer2DModel(
                ops, weights, site, channels, config.crossAttentionDim(), heads, config.normNumGroups());
        transformers.add(transformer);
        return transformer;
    }

    /** All transformers built so far, in execution order. */
    List<Transformer2DModel> transformers() {
        return List.copyOf(transformers);
    }
}
