package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What {@code unet/config.json} says about a UNet2DConditionModel (method.md J.1). Everything that is not here has the
 * one value that the network is built for: convolutional projections, silu, one transformer block per attention.
 *
 * @param sampleSize side of the latent square that the model was trained on
 * @param blockOutChannels channels of each level, finest first
 * @param attentionHeads number of heads at each level; {@code attention_head_dim} in the file
 * @param downBlockTypes diffusers' class names, {@code CrossAttnDownBlock2D} or {@code DownBlock2D}
 * @param upBlockTypes diffusers' class names, coarsest first, {@code UpBlock2D} or {@code CrossAttnUpBlock2D}
 * @param crossAttentionDim width of the text embedding
 */
public record UNetConfig(
        int inChannels,
        int outChannels,
        int sampleSize,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        List<Integer> attentionHeads,
        List<String> downBlockTypes,
        List<String> upBlockTypes,
        int crossAttentionDim,
        int normNumGroups,
        double normEps,
        boolean flipSinToCos,
        int freqShift) {
    private static final Set<String> DOWN_BLOCKS = Set.of("CrossAttnDownBlock2D", "DownBlock2D");
    private static final Set<String> UP_BLOCKS = Set.of("CrossAttnUpBlock2D", "UpBlock2D");

    public UNetConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
        attentionHeads = List.copyOf(attentionHeads);
        downBlockTypes = List.copyOf(downBlockTypes);
        upBlockTypes = List.copyOf(upBlockTypes);
    }

    /**
     * Reads and checks the file.
     *
     * @throws EditException with {@link FailureCode#MODEL} and everything in the file that is not supported
     */
    public static UNetConfig read(Path path) {
        ConfigFile file = ConfigFile.read(path);
        refuseOtherKinds(file);
        List<Integer> channels = file.counts("block_out_channels");
        UNetConfig config = new UNetConfig(
                file.count("in_channels", 4),
                file.count("out_channels", 4),
                file.count("sample_size", 64),
                channels,
                file.count("layers_per_block", 2),
                attentionHeads(file, channels.size()),
                file.names("down_block_types", DOWN_BLOCKS),
                file.names("up_block_types", UP_BLOCKS),
                file.count("cross_attention_dim"),
                file.count("norm_num_groups", 32),
                file.number("norm_eps", 1e-5),
                file.flag("flip_sin_to_cos", true),
                file.countFromZero("freq_shift", 0));
        config.noteMismatches(file);
        file.require();
        return config;
    }

    private static List<Integer> attentionHeads(ConfigFile file, int levels) {
        // The misnamed key came first; where the well named one is set as well, diffusers obeys that.
        String key = file.isPresent("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
        return file.isList(key) ? file.counts(key) : Collections.nCopies(levels, file.count(key, 8));
    }

    private static void refuseOtherKinds(ConfigFile file) {
        file.only("_class_name", "UNet2DConditionModel");
        file.only("act_fn", "silu");
        file.only("attention_type", "default");
        file.only("center_input_sample", false);
        file.only("conv_in_kernel", 3);
        file.only("conv_out_kernel", 3);
        file.only("downsample_padding", 1);
        file.only("dual_cross_attention", false);
        file.only("mid_block_only_cross_attention", false);
        file.only("mid_block_scale_factor", 1);
        file.only("mid_block_type", "UNetMidBlock2DCrossAttn");
        file.only("only_cross_attention", false);
        file.only("resnet_out_scale_factor", 1);
        file.only("resnet_skip_time_act", false);
        file.only("resnet_time_scale_shift", "default");
        file.only("time_embedding_type", "positional");
        file.only("transformer_layers_per_block", 1);
        file.only("upcast_attention", false);
        file.only("use_linear_projection", false);
        for (String key : List.of(
                "addition_embed_type",
                "class_embed_type",
                "cross_attention_norm",
                "encoder_hid_dim",
                "encoder_hid_dim_type",
                "num_class_embeds",
                "reverse_transformer_layers_per_block",
                "time_cond_proj_dim",
                "time_embedding_act_fn",
                "time_embedding_dim",
                "timestep_post_act")) {
            file.absent(key);
        }
    }

    private void noteMismatches(ConfigFile file) {
        int levels = blockOutChannels.size();
        if (attentionHeads.size() != levels || downBlockTypes.size() != levels || upBlockTypes.size() != levels) {
            file.problem(
                    "the levels do not agree",
                    levels + " as in block_out_channels",
                    "%d attention_head_dim, %d down_block_types, %d up_block_types"
                            .formatted(attentionHeads.size(), downBlockTypes.size(), upBlockTypes.size()));
            return;
        }
        for (int level = 0; level < levels; level++) {
            int channels = blockOutChannels.get(level);
            if (channels % normNumGroups != 0 || channels % attentionHeads.get(level) != 0) {
                file.problem(
                        "the channels of level " + level + " cannot be divided",
                        "a multiple of %d groups and of %d heads".formatted(normNumGroups, attentionHeads.get(level)),
                        channels);
            }
        }
    }
}
