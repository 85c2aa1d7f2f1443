package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.GroupNorm;
import io.diffferv.engine.weights.VaeConfig;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.List;

/** Pixels to the moments of the latents' distribution. */
final class Encoder {
    /** @param downsampler null in the last stage */
    private record Stage(List<ResnetBlock2D> resnets, Conv2d downsampler) {}

    private final Ops ops;
    private final Conv2d convIn;
    private final List<Stage> downBlocks = new ArrayList<>();
    private final UNetMidBlock2D midBlock;
    private final GroupNorm convNormOut;
    private final Conv2d convOut;

    Encoder(Ops ops, WeightMap weights, VaeConfig config) {
        List<Integer> channels = config.blockOutChannels();
        int groups = config.normNumGroups();
        int last = channels.get(channels.size() - 1);
        this.ops = ops;
        this.convIn = Conv2d.load(ops, weights.at("conv_in"), config.inChannels(), channels.get(0), 3);
        for (int i = 0; i < channels.size(); i++) {
            downBlocks.add(stage(weights.at("down_blocks", i), config, i));
        }
        this.midBlock = new UNetMidBlock2D(ops, weights.at("mid_block"), last, groups);
        this.convNormOut = GroupNorm.load(ops, weights.at("conv_norm_out"), last, groups, AutoencoderKL.NORM_EPS);
        this.convOut = Conv2d.load(ops, weights.at("conv_out"), last, 2 * config.latentChannels(), 3);
    }

    private Stage stage(WeightMap weights, VaeConfig config, int i) {
        int out = config.blockOutChannels().get(i);
        List<ResnetBlock2D> resnets = new ArrayList<>();
        for (int j = 0; j < config.layersPerBlock(); j++) {
            int in = j == 0 ? config.blockOutChannels().get(Math.max(i - 1, 0)) : out;
            resnets.add(new ResnetBlock2D(ops, weights.at("resnets", j), in, out, config.normNumGroups()));
        }
        boolean last = i == config.blockOutChannels().size() - 1;
        Conv2d downsampler =
                last ? null : Conv2d.load(ops, weights.at("downsamplers", 0).at("conv"), out, out, 3, 2, 0);
        return new Stage(resnets, downsampler);
    }

    NDArray forward(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = convIn.forward(x);
            for (Stage stage : downBlocks) {
                h = forward(stage, h);
            }
            h = midBlock.forward(h);
            return scope.keep(convOut.forward(convNormOut.silu(h)));
        }
    }

    private NDArray forward(Stage stage, NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = x;
            for (ResnetBlock2D resnet : stage.resnets()) {
                h = resnet.forward(h);
            }
            if (stage.downsampler() != null) {
                // Stable Diffusion pads right and bottom only.
                h = stage.downsampler().forward(ops.padZeros(h, 0, 1, 0, 1));
            }
            x.close();
            return scope.keep(h);
        }
    }
}
