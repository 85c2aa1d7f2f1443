package io.diffferv.engine.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;

/**
 * Brings pictures into the form that CLIP was trained on (method.md N): in 8 bits, bicubically resized by their short
 * side, cropped to the square in their middle, normalised.
 */
final class CLIPImageProcessor {
    private static final float[] MEAN = {0.48145466f, 0.4578275f, 0.40821073f};
    private static final float[] STD = {0.26862954f, 0.26130258f, 0.27577711f};
    private static final int LEVELS = 255;

    private final Ops ops;
    private final int side;
    private final NDArray mean;
    private final NDArray std;

    /** @param side of the square, pixels */
    CLIPImageProcessor(Ops ops, int side) {
        this.ops = ops;
        this.side = side;
        this.mean = ops.manager().create(MEAN, new Shape(1, MEAN.length, 1, 1));
        this.std = ops.manager().create(STD, new Shape(1, STD.length, 1, 1));
    }

    /**
     * @param picture planar RGB {@code [3, height, width]} in [0, 1]
     * @return {@code [1, 3, side, side]}, owned by the innermost open scope
     */
    NDArray process(float[] picture, int width, int height) {
        int shortSide = Math.min(width, height);
        int newWidth = (int) ((long) side * width / shortSide);
        int newHeight = (int) ((long) side * height / shortSide);
        int left = (newWidth - side) / 2;
        int top = (newHeight - side) / 2;
        try (TensorScope scope = new TensorScope()) {
            NDArray levels = levels(ops.manager()
                    .create(picture, new Shape(1, MEAN.length, height, width))
                    .mul(LEVELS));
            NDArray square = levels(ops.resizeBicubic(levels, newHeight, newWidth))
                    .get(":, :, %d:%d, %d:%d".formatted(top, top + side, left, left + side));
            return scope.keep(square.div(LEVELS).sub(mean).div(std));
        }
    }

    private static NDArray levels(NDArray x) {
        return x.round().clip(0, LEVELS);
    }
}
