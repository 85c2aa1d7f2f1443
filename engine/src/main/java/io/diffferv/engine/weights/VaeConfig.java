package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What {@code vae/config.json} says about an AutoencoderKL (method.md J.2).
 *
 * @param blockOutChannels channels of each level, finest first; every level but the last halves the picture
 * @param layersPerBlock residual blocks of an encoder level; the decoder has one more
 * @param sampleSize side in pixels of the square that the model was trained on
 * @param scalingFactor latents for the UNet = encoder output times this
 */
public record VaeConfig(
        int inChannels,
        int outChannels,
        int latentChannels,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        int normNumGroups,
        int sampleSize,
        double scalingFactor) {
    /** Of Stable Diffusion 1.x; its oldest copies do not say it. */
    private static final double DEFAULT_SCALING_FACTOR = 0.18215;

    public VaeConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
    }

    /**
     * Reads and checks the file.
     *
     * @throws EditException with {@link FailureCode#MODEL} and everything in the file that is not supported
     */
    public static VaeConfig read(Path path) {
        ConfigFile file = ConfigFile.read(path);
        refuseOtherKinds(file);
        VaeConfig config = new VaeConfig(
                file.count("in_channels", 3),
                file.count("out_channels", 3),
                file.count("latent_channels", 4),
                file.counts("block_out_channels"),
                file.count("layers_per_block", 1),
                file.count("norm_num_groups", 32),
                file.count("sample_size", 512),
                file.number("scaling_factor", DEFAULT_SCALING_FACTOR));
        config.noteMismatches(file);
        file.require();
        return config;
    }

    /** Pixels of the picture along one side of a latent. */
    public int downscale() {
        return 1 << (blockOutChannels.size() - 1);
    }

    private static void refuseOtherKinds(ConfigFile file) {
        file.only("_class_name", "AutoencoderKL");
        file.only("act_fn", "silu");
        file.only("mid_block_add_attention", true);
        file.only("use_quant_conv", true);
        file.only("use_post_quant_conv", true);
        file.only("shift_factor", 0);
        file.absent("latents_mean");
        file.absent("latents_std");
    }

    private void noteMismatches(ConfigFile file) {
        noteBlockTypes(file, "down_block_types", "DownEncoderBlock2D");
        noteBlockTypes(file, "up_block_types", "UpDecoderBlock2D");
        if (blockOutChannels.stream().anyMatch(channels -> channels % normNumGroups != 0)) {
            file.problem("block_out_channels cannot be divided", "multiples of " + normNumGroups, blockOutChannels);
        }
    }

    private void noteBlockTypes(ConfigFile file, String key, String type) {
        List<String> expected = Collections.nCopies(blockOutChannels.size(), type);
        List<String> found = file.names(key, Set.of(type));
        if (!found.equals(expected)) {
            file.problem(key + " does not agree with block_out_channels", expected.size(), found.size());
        }
    }
}
