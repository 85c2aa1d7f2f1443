package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.VaeConfig;
import io.diffferv.engine.weights.WeightMap;
import java.util.Random;

/** The autoencoder between pixels and latents (method.md J.2). Takes and gives fp32, whatever its weights are in. */
public final class AutoencoderKL implements Autoencoder {
    static final double NORM_EPS = 1e-6;

    /** Log-variances outside are clamped before they become variances. */
    private static final double LEAST_LOG_VARIANCE = -30;

    private static final double MOST_LOG_VARIANCE = 20;

    private final VaeConfig config;
    private final Ops ops;
    private final DataType type;
    private final Encoder encoder;
    private final Conv2d quantConv;
    private final Conv2d postQuantConv;
    private final Decoder decoder;
    private final int latentChannels;
    private final double scalingFactor;

    /**
     * The distribution of the latents of some frames, {@code [frames, 4, height / 8, width / 8]} each, unscaled.
     *
     * @param logVariance clamped
     */
    public record Moments(NDArray mean, NDArray logVariance) {}

    /**
     * Loads every weight; the arrays belong to the map's manager.
     *
     * @throws io.diffferv.engine.failure.EditException when weights are missing, of another shape, or left over
     */
    public AutoencoderKL(Ops ops, VaeConfig config, WeightMap weights) {
        this.config = config;
        this.latentChannels = config.latentChannels();
        this.scalingFactor = config.scalingFactor();
        this.ops = ops;
        this.encoder = new Encoder(ops, weights.at("encoder"), config);
        this.quantConv = Conv2d.load(ops, weights.at("quant_conv"), 2 * latentChannels, 2 * latentChannels, 1);
        this.postQuantConv = Conv2d.load(ops, weights.at("post_quant_conv"), latentChannels, latentChannels, 1);
        this.decoder = new Decoder(ops, weights.at("decoder"), config);
        this.type = quantConv.weight().getDataType();
        weights.requireAllUsed();
    }

    /** Latents are the distribution's values times this. */
    public double scalingFactor() {
        return scalingFactor;
    }

    /**
     * @param frames {@code [frames, 3, height, width]}, −1 to 1, sides divisible by 8
     * @return moments owned by the innermost open scope
     */
    public Moments encode(NDArray frames) {
        try (TensorScope scope = new TensorScope()) {
            NDArray moments =
                    quantConv.forward(encoder.forward(arranged(frames))).toType(DataType.FLOAT32, false);
            NDArray mean = moments.get(":, :" + latentChannels).duplicate();
            NDArray logVariance = moments.get(":, " + latentChannels + ":").clip(LEAST_LOG_VARIANCE, MOST_LOG_VARIANCE);
            return new Moments(scope.keep(mean), scope.keep(logVariance));
        }
    }

    /** Scaled latents of {@code frames}: the distribution's mean, {@code most} frames at once. */
    @Override
    public NDArray latents(NDArray frames, int most) {
        BatchSlices slices = BatchSlices.of(1, Math.toIntExact(frames.getShape().get(0)), most);
        return slices.map(frames, (part, slice) -> encode(part).mean().mul(scalingFactor));
    }

    /** Scaled latents of {@code frames} drawn from the distribution; the same seed draws the same. */
    public NDArray sampledLatents(NDArray frames, int most, long seed) {
        BatchSlices slices = BatchSlices.of(1, Math.toIntExact(frames.getShape().get(0)), most);
        Random random = new Random(seed);
        return slices.map(frames, (part, slice) -> {
            Moments moments = encode(part);
            float[] noise = new float[Math.toIntExact(moments.mean().size())];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) random.nextGaussian();
            }
            NDArray deviation = moments.logVariance().mul(0.5f).exp();
            NDArray drawn = part.getManager().create(noise, moments.mean().getShape());
            return deviation.mul(drawn).add(moments.mean()).mul(scalingFactor);
        });
    }

    /** Pixels, roughly −1 to 1, of unscaled latents {@code [frames, 4, height, width]}. */
    public NDArray decode(NDArray z) {
        try (TensorScope scope = new TensorScope()) {
            NDArray pixels = decoder.forward(postQuantConv.forward(arranged(z)));
            return scope.keep(pixels.toType(DataType.FLOAT32, false));
        }
    }

    /** In the networks' number format and layout. */
    private NDArray arranged(NDArray x) {
        NDArray typed = x.toType(type, false);
        return ops.prefersChannelsLast(type) ? ops.channelsLast(typed) : typed;
    }

    /** Pixels, roughly −1 to 1, of scaled latents, {@code most} frames at once. */
    @Override
    public NDArray pixels(NDArray latents, int most) {
        BatchSlices slices =
                BatchSlices.of(1, Math.toIntExact(latents.getShape().get(0)), most);
        return slices.map(latents, (part, slice) -> decode(part.div(scalingFactor)));
    }

    /** Floating-point operations to encode one picture of this size in pixels, see {@link VaeFlops}. */
    @Override
    public double encodingFlops(int width, int height) {
        return new VaeFlops(config, width, height).encode();
    }

    /** As {@link #encodingFlops}, to decode one. */
    @Override
    public double decodingFlops(int width, int height) {
        return new VaeFlops(config, width, height).decode();
    }
}
