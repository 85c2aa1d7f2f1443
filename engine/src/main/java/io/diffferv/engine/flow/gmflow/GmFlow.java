package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.flow.FlowField;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.WeightMap;
import java.util.Arrays;

/**
 * GMFlow with one scale, both directions at once (method.md L). Runs in single precision on the device of its
 * operations; for one thread at a time. Weights belong to the manager of the map they came from, which has to outlive
 * the network.
 */
public final class GmFlow implements FlowEstimator {
    static final int CHANNELS = 128;
    static final int STRIDE = 8;

    /** Two windows a side, each of whole tokens. */
    private static final int MULTIPLE = 2 * STRIDE;

    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    private final Ops ops;
    private final CnnEncoder backbone;
    private final FeatureTransformer transformer;
    private final FeatureFlowAttention featureFlowAttn;
    private final ConvexUpsampler upsampler;
    private final GlobalAttention matching;

    /**
     * @param weights a map in FLOAT32 with the 123 tensors of the published single-scale checkpoints
     * @throws io.diffferv.engine.failure.EditException MODEL when one is missing, of another shape, or left over
     */
    public GmFlow(Ops ops, WeightMap weights) {
        this.ops = ops;
        this.backbone = new CnnEncoder(ops, weights.at("backbone"));
        this.transformer = new FeatureTransformer(ops, weights.at("transformer"));
        this.featureFlowAttn = new FeatureFlowAttention(ops, weights.at("feature_flow_attn"));
        this.upsampler = new ConvexUpsampler(ops, weights.at("upsampler"));
        this.matching = new GlobalAttention(ops);
        weights.requireAllUsed();
    }

    @Override
    public String name() {
        return "gmflow";
    }

    @Override
    public double flops(int width, int height) {
        int across = width + Math.floorMod(-width, MULTIPLE);
        int down = height + Math.floorMod(-height, MULTIPLE);
        return GmFlowFlops.count((double) across * down);
    }

    @Override
    public FlowPair estimate(float[] firstRgbChw, float[] secondRgbChw, int width, int height) {
        int acrossPadding = Math.floorMod(-width, MULTIPLE);
        int downPadding = Math.floorMod(-height, MULTIPLE);
        int left = acrossPadding / 2;
        int top = downPadding / 2;
        try (TensorScope scope = new TensorScope()) {
            NDArray images = images(firstRgbChw, secondRgbChw, width, height);
            images = ops.padReplicate(images, left, acrossPadding - left, top, downPadding - top);
            NDArray flow = flow(transform(encode(images)));
            float[] planes = flow.get(":, :, {}:{}, {}:{}", top, top + height, left, left + width)
                    .toFloatArray();
            return new FlowPair(field(planes, 0, width, height), field(planes, 1, width, height));
        }
    }

    /** Normalised images {@code [2, 3, height, width]}. */
    NDArray images(float[] first, float[] second, int width, int height) {
        return ops.manager().create(normalised(first, second, width * height), new Shape(2, 3, height, width));
    }

    /** Step 2: {@code [2, 128, height / 8, width / 8]}. */
    NDArray encode(NDArray images) {
        return backbone.forward(images);
    }

    /** Steps 3 and 4: features of the same shape that know of each other. */
    NDArray transform(NDArray features) {
        int height = Math.toIntExact(features.getShape().get(2));
        int width = Math.toIntExact(features.getShape().get(3));
        NDArray position = ops.manager()
                .create(
                        PositionEmbeddingSine.twoByTwo(CHANNELS, height / 2, width / 2),
                        new Shape(1, CHANNELS, height, width));
        NDArray tokens = transformer.forward(features.add(position));
        return tokens.transpose(0, 2, 1).reshape(2, CHANNELS, height, width);
    }

    /** Steps 5 to 7: forward and backward flow in pixels, {@code [2, 2, 8 height, 8 width]}. */
    NDArray flow(NDArray features) {
        long height = features.getShape().get(2);
        long width = features.getShape().get(3);
        NDArray tokens = features.reshape(2, CHANNELS, height * width).transpose(0, 2, 1);
        NDArray grid = grid(Math.toIntExact(height), Math.toIntExact(width));
        NDArray matched = matching.of(tokens, tokens.flip(0), grid).sub(grid);
        NDArray spread = featureFlowAttn.forward(tokens, matched);
        return upsampler.forward(features, spread.transpose(0, 2, 1).reshape(2, 2, height, width));
    }

    /** Coordinates (x, y) of every token, for both directions: {@code [2, height * width, 2]}. */
    private NDArray grid(int height, int width) {
        float[] grid = new float[2 * height * width * 2];
        for (int i = 0; i < grid.length; i++) {
            int token = i / 2 % (height * width);
            grid[i] = i % 2 == 0 ? token % width : token / width;
        }
        return ops.manager().create(grid, new Shape(2, (long) height * width, 2));
    }

    private static float[] normalised(float[] first, float[] second, int pixels) {
        if (first.length != 3 * pixels || second.length != 3 * pixels) {
            throw new IllegalArgumentException("RGB frames of %d pixels have %d values, not %d and %d."
                    .formatted(pixels, 3 * pixels, first.length, second.length));
        }
        float[] both = Arrays.copyOf(first, 6 * pixels);
        System.arraycopy(second, 0, both, 3 * pixels, 3 * pixels);
        for (int i = 0; i < both.length; i++) {
            int channel = i / pixels % 3;
            both[i] = (both[i] - MEAN[channel]) / DEVIATION[channel];
        }
        return both;
    }

    private static FlowField field(float[] planes, int direction, int width, int height) {
        int pixels = width * height;
        int x = 2 * direction * pixels;
        return new FlowField(
                width,
                height,
                Arrays.copyOfRange(planes, x, x + pixels),
                Arrays.copyOfRange(planes, x + pixels, x + 2 * pixels));
    }
}
