package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.Segments;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.GroupNorm;
import io.diffferv.engine.weights.UNetConfig;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The noise predictor of Stable Diffusion 1.x (method.md J.1), with seams in its self-attention and residual blocks. */
public final class UNet2DConditionModel {
    private final Conv2d convIn;
    private final TimestepEmbedding timeEmbedding;
    private final Ops ops;
    private final UNetConfig config;
    private final List<DownBlock2D> downBlocks = new ArrayList<>();
    private final UNetMidBlock2DCrossAttn midBlock;
    private final List<UpBlock2D> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final Conv2d convOut;
    private final List<Transformer2DModel> transformers;

    /**
     * Loads every weight; the arrays belong to the map's manager.
     *
     * @throws io.diffferv.engine.failure.EditException when weights are missing, of another shape, or left over
     */
    public UNet2DConditionModel(Ops ops, UNetConfig config, WeightMap weights) {
        List<Integer> channels = config.blockOutChannels();
        int stages = channels.size();
        int first = channels.get(0);
        int smallest = channels.get(stages - 1);
        BlockBuilder builder = new BlockBuilder(ops, config);
        this.ops = ops;
        this.config = config;
        this.convIn = Conv2d.load(ops, weights.at("conv_in"), config.inChannels(), first, 3);
        this.timeEmbedding = new TimestepEmbedding(ops, weights.at("time_embedding"), first, 4 * first);
        for (int i = 0; i < stages; i++) {
            downBlocks.add(new DownBlock2D(
                    builder,
                    weights.at("down_blocks", i),
                    channels.get(Math.max(i - 1, 0)),
                    channels.get(i),
                    config.layersPerBlock(),
                    i,
                    config.downBlockTypes().get(i).startsWith("CrossAttn"),
                    i == stages - 1));
        }
        this.midBlock = new UNetMidBlock2DCrossAttn(builder, weights.at("mid_block"), smallest, stages - 1);
        for (int i = 0; i < stages; i++) {
            int level = stages - 1 - i;
            upBlocks.add(new UpBlock2D(
                    builder,
                    weights.at("up_blocks", i),
                    channels.get(Math.min(level + 1, stages - 1)),
                    channels.get(level),
                    channels.get(Math.max(level - 1, 0)),
                    config.layersPerBlock() + 1,
                    level,
                    config.upBlockTypes().get(i).startsWith("CrossAttn"),
                    i == stages - 1));
        }
        this.convNormOut =
                GroupNorm.load(ops, weights.at("conv_norm_out"), first, config.normNumGroups(), config.normEps());
        this.convOut = Conv2d.load(ops, weights.at("conv_out"), first, config.outChannels(), 3);
        this.transformers = builder.transformers();
        weights.requireAllUsed();
    }

    /**
     * @param embeddings prompts {@code [branches, 77, contextChannels]}
     * @return what the cross-attention layers need of them; the caller closes it
     */
    public TextContext context(NDArray embeddings) {
        return context(embeddings, Segments.ONCE);
    }

    /** As {@link #context(NDArray)}, each layer's keys and values computed as a segment. */
    public TextContext context(NDArray embeddings, Segments segments) {
        try (TensorScope scope = new TensorScope()) {
            List<TextContext.Layer> layers = new ArrayList<>();
            for (Transformer2DModel transformer : transformers) {
                TextContext.Layer layer = transformer.context(embeddings, segments);
                scope.keep(layer.keys());
                scope.keep(layer.values());
                layers.add(layer);
            }
            return new TextContext(List.copyOf(layers));
        }
    }

    /**
     * Predicts the noise in {@code z}.
     *
     * @param z {@code [branches · frames, 4, height, width]}; height and width divisible by 8
     * @param t timestep, 0 to 999
     * @param context one prompt for each branch
     * @return like {@code z}, owned by the innermost open scope
     */
    public NDArray forward(NDArray z, double t, TextContext context, UNetPass pass) {
        return forward(z, new double[] {t}, context, pass);
    }

    /** As {@link #forward}, with a timestep for all images, or one for each. */
    public NDArray forward(NDArray z, double[] t, TextContext context, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            NDArray h = layers(z, t, context, pass);
            return scope.keep(pass.slices().map(h, (part, slice) -> convOut.forward(convNormOut.silu(part))));
        }
    }

    /** As {@link #forward}, for what the pass records: ends when {@link FeatureGate#satisfied} says so. */
    public void record(NDArray z, double t, TextContext context, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            layers(z, new double[] {t}, context, pass);
        }
    }

    private NDArray layers(NDArray z, double[] t, TextContext context, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            Segments segments = pass.segments();
            NDArray temb = segments.compute(in -> ops.silu(pass.leave("time_embedding", timeEmbedding.forward(t))));
            Deque<NDArray> skips = new ArrayDeque<>();
            NDArray arranged = ops.prefersChannelsLast(z.getDataType()) ? ops.channelsLast(z) : z;
            NDArray h = segments.compute(in -> pass.leave("conv_in", convIn.forward(in[0])), arranged);
            skips.push(h);
            NDArray finest = downBlocks.get(0).layers(h, temb, context, pass, skips);
            h = pass.inner() == null
                    ? inner(finest, temb, context, pass, skips)
                    : pass.inner().keptOr(() -> inner(finest, temb, context, pass, skips));
            h = upBlocks.get(upBlocks.size() - 1).forward(h, temb, context, pass, skips);
            return scope.keep(h);
        }
    }

    /**
     * Floating-point operations of {@link #forward}, see {@link UNetFlops}.
     *
     * @param height of {@code z}
     * @param width of {@code z}
     */
    public double flops(int height, int width, UNetPass pass) {
        return UNetFlops.count(config, height, width, pass);
    }

    /** All levels below the finest, from its last layer on the way down to its first on the way up. */
    private NDArray inner(NDArray finest, NDArray temb, TextContext context, UNetPass pass, Deque<NDArray> skips) {
        NDArray h = downBlocks.get(0).downsample(finest, pass, skips);
        for (DownBlock2D block : downBlocks.subList(1, downBlocks.size())) {
            h = block.downsample(block.layers(h, temb, context, pass, skips), pass, skips);
        }
        h = pass.segments()
                .compute(in -> pass.leave("mid_block", midBlock.forward(in[0], in[1], context, pass)), h, temb);
        for (UpBlock2D block : upBlocks.subList(0, upBlocks.size() - 1)) {
            h = block.forward(h, temb, context, pass, skips);
        }
        return h;
    }
}
