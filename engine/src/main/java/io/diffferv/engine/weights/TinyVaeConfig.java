package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code vae_tiny/config.json} says about an AutoencoderTiny: a small stand-in for the autoencoder, trained on its
 * latents.
 *
 * @param channels of every layer
 * @param encoderBlocks blocks at each level, finest first; every level but the first halves the picture
 * @param decoderBlocks blocks at each level, finest last
 * @param scalingFactor latents for the UNet = encoder output times this
 */
public record TinyVaeConfig(
        int latentChannels,
        int channels,
        List<Integer> encoderBlocks,
        List<Integer> decoderBlocks,
        double scalingFactor) {
    public TinyVaeConfig {
        encoderBlocks = List.copyOf(encoderBlocks);
        decoderBlocks = List.copyOf(decoderBlocks);
    }

    /**
     * Reads and checks the file.
     *
     * @throws EditException with {@link FailureCode#MODEL} and everything in the file that is not supported
     */
    public static TinyVaeConfig read(Path path) {
        ConfigFile file = ConfigFile.read(path);
        file.only("_class_name", "AutoencoderTiny");
        file.only("act_fn", "relu");
        file.only("in_channels", 3);
        file.only("out_channels", 3);
        file.only("upsample_fn", "nearest");
        file.only("upsampling_scaling_factor", 2);
        file.only("shift_factor", 0);
        List<Integer> widths = Stream.of("encoder_block_out_channels", "decoder_block_out_channels")
                .flatMap(key -> file.counts(key).stream())
                .distinct()
                .toList();
        if (widths.size() > 1) {
            file.problem("levels of different widths are not supported", "one number of channels", widths);
        }
        TinyVaeConfig config = new TinyVaeConfig(
                file.count("latent_channels", 4),
                widths.get(0),
                file.counts("num_encoder_blocks"),
                file.counts("num_decoder_blocks"),
                file.number("scaling_factor", 1));
        if (config.encoderBlocks.size() != config.decoderBlocks.size()) {
            file.problem(
                    "num_encoder_blocks and num_decoder_blocks differ in length",
                    config.encoderBlocks.size(),
                    config.decoderBlocks.size());
        }
        file.require();
        return config;
    }

    /** Pixels of the picture along one side of a latent. */
    public int downscale() {
        return 1 << (encoderBlocks.size() - 1);
    }
}
