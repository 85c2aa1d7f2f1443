package io.diffferv.engine.vae;

import io.diffferv.engine.weights.DoublingConv2d;
import io.diffferv.engine.weights.VaeConfig;
import java.util.List;

/**
 * Floating-point operations of the autoencoder on one picture, a multiplication with its addition counted as two
 * (method.md J.5): convolutions, those after a doubling as {@link DoublingConv2d} computes them, projections and
 * attention; norms and activations are left out.
 */
final class VaeFlops {
    private final VaeConfig config;
    private final List<Integer> channels;
    private final int last;
    private final double pixels;

    VaeFlops(VaeConfig config, int width, int height) {
        this.config = config;
        this.channels = config.blockOutChannels();
        this.last = channels.size() - 1;
        this.pixels = (double) width * height;
    }

    double encode() {
        int latent = config.latentChannels();
        double flops = convolution(9, config.inChannels(), channels.get(0), 0);
        for (int level = 0; level <= last; level++) {
            int in = channels.get(Math.max(level - 1, 0));
            flops += resnets(config.layersPerBlock(), in, channels.get(level), level);
            flops += level == last ? 0 : convolution(9, channels.get(level), channels.get(level), level + 1);
        }
        return flops
                + middle()
                + convolution(9, channels.get(last), 2 * latent, last)
                + convolution(1, 2 * latent, 2 * latent, last);
    }

    double decode() {
        int latent = config.latentChannels();
        double flops = convolution(1, latent, latent, last) + convolution(9, latent, channels.get(last), last);
        for (int level = last; level >= 0; level--) {
            int in = channels.get(Math.min(level + 1, last));
            flops += resnets(config.layersPerBlock() + 1, in, channels.get(level), level);
            flops += level == 0 ? 0 : convolution(4, channels.get(level), channels.get(level), level - 1);
        }
        return flops + middle() + convolution(9, channels.get(0), config.inChannels(), 0);
    }

    private double resnets(int count, int in, int out, int level) {
        double shortcut = in == out ? 0 : convolution(1, in, out, level);
        return shortcut + convolution(9, in, out, level) + (2 * count - 1) * convolution(9, out, out, level);
    }

    private double middle() {
        int width = channels.get(last);
        double attention = 4 * places(last) * places(last) * width + 4 * convolution(1, width, width, last);
        return resnets(2, width, width, last) + attention;
    }

    private double convolution(int taps, double in, double out, int level) {
        return 2 * taps * in * out * places(level);
    }

    private double places(int level) {
        return pixels / (1L << 2 * level);
    }
}
