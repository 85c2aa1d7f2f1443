package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.DoublingConv2d;
import io.diffferv.engine.weights.GroupNorm;
import io.diffferv.engine.weights.VaeConfig;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.List;

/** Latents to pixels. */
final class Decoder {
    /** @param upsampler null in the last stage */
    private record Stage(List<ResnetBlock2D> resnets, DoublingConv2d upsampler) {}

    private final Conv2d convIn;
    private final UNetMidBlock2D midBlock;
    private final List<Stage> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final Conv2d convOut;

    Decoder(Ops ops, WeightMap weights, VaeConfig config) {
        List<Integer> channels = config.blockOutChannels();
        int groups = config.normNumGroups();
        int smallest = channels.get(channels.size() - 1);
        this.convIn = Conv2d.load(ops, weights.at("conv_in"), config.latentChannels(), smallest, 3);
        this.midBlock = new UNetMidBlock2D(ops, weights.at("mid_block"), smallest, groups);
        for (int i = 0; i < channels.size(); i++) {
            upBlocks.add(stage(ops, weights.at("up_blocks", i), config, i));
        }
        this.convNormOut =
                GroupNorm.load(ops, weights.at("conv_norm_out"), channels.get(0), groups, AutoencoderKL.NORM_EPS);
        this.convOut = Conv2d.load(ops, weights.at("conv_out"), channels.get(0), config.inChannels(), 3);
    }

    private static Stage stage(Ops ops, WeightMap weights, VaeConfig config, int i) {
        List<Integer> channels = config.blockOutChannels();
        int level = channels.size() - 1 - i;
        int out = channels.get(level);
        List<ResnetBlock2D> resnets = new ArrayList<>();
        for (int j = 0; j <= config.layersPerBlock(); j++) {
            int in = j == 0 ? channels.get(Math.min(level + 1, channels.size() - 1)) : out;
            resnets.add(new ResnetBlock2D(ops, weights.at("resnets", j), in, out, config.normNumGroups()));
        }
        DoublingConv2d upsampler = level == 0
                ? null
                : DoublingConv2d.load(ops, weights.at("upsamplers", 0).at("conv"), out);
        return new Stage(resnets, upsampler);
    }

    NDArray forward(NDArray z) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = midBlock.forward(convIn.forward(z));
            for (Stage stage : upBlocks) {
                h = forward(stage, h);
            }
            return scope.keep(convOut.forward(convNormOut.silu(h)));
        }
    }

    private static NDArray forward(Stage stage, NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = x;
            for (ResnetBlock2D resnet : stage.resnets()) {
                h = resnet.forward(h);
            }
            if (stage.upsampler() != null) {
                h = stage.upsampler().forward(h);
            }
            x.close();
            return scope.keep(h);
        }
    }
}
