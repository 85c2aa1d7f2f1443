package io.diffferv.engine.unet;

import io.diffferv.engine.weights.DoublingConv2d;
import io.diffferv.engine.weights.UNetConfig;
import java.util.List;

/**
 * Floating-point operations of a batch on its way through the U-Net, a multiplication with its addition counted as two
 * (method.md J.5): convolutions, projections and attention as they are computed, so that of a convolution after a
 * doubling four taps count ({@link DoublingConv2d}), and neither features which come from the source do, nor what
 * follows the last feature of a pass for features alone. Norms, activations, the timestep's and the prompts'
 * projections, together less than a hundredth, are left out.
 */
final class UNetFlops {
    private static final int PROMPT_TOKENS = 77;

    private final UNetConfig config;
    private final UNetPass pass;
    private final long images;
    private final long height;
    private final long width;
    private int remaining;
    private int sites;

    private UNetFlops(UNetConfig config, int height, int width, UNetPass pass) {
        this.config = config;
        this.pass = pass;
        this.images = (long) pass.slices().branches() * pass.slices().frames();
        this.height = height;
        this.width = width;
        this.remaining = pass.features().remaining();
    }

    /**
     * @param height of the latents
     * @param width of the latents
     */
    static double count(UNetConfig config, int height, int width, UNetPass pass) {
        return new UNetFlops(config, height, width, pass).whole();
    }

    private double whole() {
        List<Integer> channels = config.blockOutChannels();
        int last = channels.size() - 1;
        double flops = convolution(images, 9, config.inChannels(), channels.get(0), 0) + layers(0);
        if (pass.inner() == null || !pass.inner().isKept()) {
            flops += inner(last);
        }
        flops += up(last, last);
        return remaining <= 0 ? flops : flops + convolution(images, 9, channels.get(0), config.outChannels(), 0);
    }

    /** In the order of execution: a pass may end on the way. */
    private double inner(int last) {
        double flops = 0;
        for (int level = 1; level <= last; level++) {
            int above = config.blockOutChannels().get(level - 1);
            flops += convolution(images, 9, above, above, level) + layers(level);
        }
        flops += middle(last);
        for (int level = last; level >= 1; level--) {
            flops += up(last - level, last);
        }
        return flops;
    }

    private double layers(int level) {
        String path = "down_blocks." + level;
        int in = config.blockOutChannels().get(Math.max(level - 1, 0));
        int out = config.blockOutChannels().get(level);
        double flops = 0;
        for (int i = 0; i < config.layersPerBlock(); i++) {
            flops += resnet(path + ".resnets." + i, i == 0 ? in : out, out, level);
            flops += transformer(config.downBlockTypes().get(level), path + ".attentions." + i, out, level);
        }
        return flops;
    }

    private double middle(int level) {
        int channels = config.blockOutChannels().get(level);
        return resnet("mid_block.resnets.0", channels, channels, level)
                + transformer("CrossAttn", "mid_block.attentions.0", channels, level)
                + resnet("mid_block.resnets.1", channels, channels, level);
    }

    private double up(int block, int last) {
        String path = "up_blocks." + block;
        int level = last - block;
        List<Integer> channels = config.blockOutChannels();
        int out = channels.get(level);
        double flops = 0;
        for (int i = 0; i <= config.layersPerBlock(); i++) {
            int running = i == 0 ? channels.get(Math.min(level + 1, last)) : out;
            int skipped = i == config.layersPerBlock() ? channels.get(Math.max(level - 1, 0)) : out;
            flops += resnet(path + ".resnets." + i, running + skipped, out, level);
            flops += transformer(config.upBlockTypes().get(block), path + ".attentions." + i, out, level);
        }
        return level == 0 || remaining <= 0 ? flops : flops + convolution(images, 4, out, out, level - 1);
    }

    private double resnet(String path, int in, int out, int level) {
        if (remaining <= 0) {
            return 0;
        }
        long own = own(Feature.RESIDUAL, path);
        double branch = convolution(own, 9, in, out, level) + convolution(own, 9, out, out, level);
        return in == out ? branch : branch + convolution(images, 1, in, out, level);
    }

    private double transformer(String blockType, String path, int channels, int level) {
        if (!blockType.startsWith("CrossAttn") || remaining <= 0) {
            return 0;
        }
        AttentionSite site = new AttentionSite(sites++, path, level);
        int frames = pass.slices().frames();
        double projection = convolution(1, 1, channels, channels, level);
        double projections =
                projection * (own(Feature.QUERIES, path) + own(Feature.KEYS, path) + own(Feature.VALUES, path));
        if (remaining <= 0) {
            return projections;
        }
        double pairs = (double) pass.slices().branches() * pass.attn1().pairs(site, frames, tokens(level))
                + (double) images * tokens(level) * PROMPT_TOKENS;
        // Into and out of the transformer, out of both attentions and into the second one; GEGLU 1 to 8, 4 to 1.
        double others = projection * images * (5 + 8 + 4);
        return projections + others + 4 * pairs * channels;
    }

    /** Images for which a layer computes a feature. */
    private long own(Feature feature, String path) {
        if (pass.features().concerns(feature, path)) {
            remaining--;
        }
        return pass.features().spares(feature, path) ? 0 : images;
    }

    private double convolution(long count, int taps, long in, long out, int level) {
        return 2.0 * count * taps * in * out * tokens(level);
    }

    private long tokens(int level) {
        return (height >> level) * (width >> level);
    }
}
