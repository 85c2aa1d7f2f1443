package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.TinyVaeConfig;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A small stand-in for {@link AutoencoderKL}, for previews: its latents are the other's scaled ones, nearly. */
public final class AutoencoderTiny implements Autoencoder {
    /** Latents are bent into ± this before they are decoded. */
    private static final double LATENT_MAGNITUDE = 3;

    private static final int KERNEL = 3;
    private static final int CONVOLUTIONS_IN_BLOCK = 3;

    private final Ops ops;
    private final TinyVaeConfig config;
    private final List<UnaryOperator<NDArray>> encoder;
    private final List<UnaryOperator<NDArray>> decoder;
    private final DataType type;

    /**
     * Loads every weight; the arrays belong to the map's manager.
     *
     * @param type number format that the weights are opened in
     * @throws io.diffferv.engine.failure.EditException when weights are missing, of another shape, or left over
     */
    public AutoencoderTiny(Ops ops, TinyVaeConfig config, WeightMap weights, DataType type) {
        this.ops = ops;
        this.config = config;
        this.type = type;
        this.encoder = encoder(weights.at("encoder"));
        this.decoder = decoder(weights.at("decoder"));
        weights.requireAllUsed();
    }

    private List<UnaryOperator<NDArray>> encoder(WeightMap weights) {
        List<UnaryOperator<NDArray>> layers = new ArrayList<>();
        int channels = config.channels();
        for (int level = 0; level < config.encoderBlocks().size(); level++) {
            WeightMap at = weights.at("layers", layers.size());
            Conv2d conv = level == 0
                    ? Conv2d.load(ops, at, 3, channels, KERNEL)
                    : Conv2d.loadUnbiased(ops, at, channels, channels, KERNEL, 2, 1);
            layers.add(conv::forward);
            addBlocks(layers, weights, config.encoderBlocks().get(level));
        }
        Conv2d last = Conv2d.load(ops, weights.at("layers", layers.size()), channels, config.latentChannels(), KERNEL);
        layers.add(last::forward);
        return List.copyOf(layers);
    }

    private List<UnaryOperator<NDArray>> decoder(WeightMap weights) {
        List<UnaryOperator<NDArray>> layers = new ArrayList<>();
        int channels = config.channels();
        Conv2d first = Conv2d.load(ops, weights.at("layers", 0), config.latentChannels(), channels, KERNEL);
        layers.add(first::forward);
        layers.add(ops::relu);
        int levels = config.decoderBlocks().size();
        for (int i = 0; i < levels; i++) {
            addBlocks(layers, weights, config.decoderBlocks().get(i));
            boolean last = i == levels - 1;
            if (!last) {
                layers.add(ops::upsampleNearest);
            }
            WeightMap at = weights.at("layers", layers.size());
            Conv2d conv = last
                    ? Conv2d.load(ops, at, channels, 3, KERNEL)
                    : Conv2d.loadUnbiased(ops, at, channels, channels, KERNEL, 1, 1);
            layers.add(conv::forward);
        }
        return List.copyOf(layers);
    }

    private void addBlocks(List<UnaryOperator<NDArray>> layers, WeightMap weights, int count) {
        for (int i = 0; i < count; i++) {
            AutoencoderTinyBlock block =
                    AutoencoderTinyBlock.load(ops, weights.at("layers", layers.size()), config.channels());
            layers.add(block::forward);
        }
    }

    @Override
    public NDArray latents(NDArray frames, int most) {
        BatchSlices slices = BatchSlices.of(1, Math.toIntExact(frames.getShape().get(0)), most);
        return slices.map(
                frames, (part, slice) -> through(encoder, part.add(1).div(2)).mul(config.scalingFactor()));
    }

    @Override
    public NDArray pixels(NDArray latents, int most) {
        BatchSlices slices =
                BatchSlices.of(1, Math.toIntExact(latents.getShape().get(0)), most);
        return slices.map(latents, (part, slice) -> {
            NDArray bent =
                    part.div(config.scalingFactor() * LATENT_MAGNITUDE).tanh().mul(LATENT_MAGNITUDE);
            return through(decoder, bent).mul(2).sub(1);
        });
    }

    /** @return fp32 */
    private NDArray through(List<UnaryOperator<NDArray>> layers, NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            NDArray typed = x.toType(type, true);
            NDArray h = ops.prefersChannelsLast(type) ? ops.channelsLast(typed) : typed;
            for (UnaryOperator<NDArray> layer : layers) {
                NDArray next = layer.apply(h);
                h.close();
                h = next;
            }
            return scope.keep(h.toType(DataType.FLOAT32, false));
        }
    }

    @Override
    public double encodingFlops(int width, int height) {
        return flops(width, height, config.encoderBlocks(), 0);
    }

    @Override
    public double decodingFlops(int width, int height) {
        List<Integer> blocks = config.decoderBlocks();
        List<Integer> finestFirst = IntStream.range(0, blocks.size())
                .mapToObj(level -> blocks.get(blocks.size() - 1 - level))
                .toList();
        return flops(width, height, finestFirst, -1);
    }

    /** @param side which of its two levels computes the convolution between them: 0 the coarser, −1 the finer */
    private double flops(int width, int height, List<Integer> blocks, int side) {
        double pixels = (double) width * height;
        double perPixel = 2.0 * KERNEL * KERNEL * config.channels();
        int coarsest = blocks.size() - 1;
        double flops = perPixel * (3 * pixels + config.latentChannels() * (pixels / (1L << 2 * coarsest)));
        for (int level = 0; level <= coarsest; level++) {
            double convolutions = (double) CONVOLUTIONS_IN_BLOCK * blocks.get(level) * (pixels / (1L << 2 * level));
            if (level > 0) {
                convolutions += pixels / (1L << 2 * (level + side));
            }
            flops += perPixel * config.channels() * convolutions;
        }
        return flops;
    }
}
