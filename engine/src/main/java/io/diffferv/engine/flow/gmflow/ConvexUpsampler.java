package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.weights.Conv2d;
import io.diffferv.engine.weights.WeightMap;

/** Brings flow to pixels: each is a learned convex combination of the nine coarse vectors around it. */
final class ConvexUpsampler {
    private static final int NEIGHBOURS = 9;

    private final Ops ops;
    private final Conv2d hidden;
    private final Conv2d out;

    ConvexUpsampler(Ops ops, WeightMap weights) {
        int wide = 2 * GmFlow.CHANNELS;
        this.ops = ops;
        // The checkpoint counts the activation between the two as upsampler.1.
        this.hidden = Conv2d.load(ops, weights.at("0"), 2 + GmFlow.CHANNELS, wide, 3);
        this.out = Conv2d.load(ops, weights.at("2"), wide, NEIGHBOURS * GmFlow.STRIDE * GmFlow.STRIDE, 1);
    }

    /**
     * @param features {@code [2, 128, height, width]}
     * @param flow {@code [2, 2, height, width]} in tokens
     * @return {@code [2, 2, 8 height, 8 width]} in pixels
     */
    NDArray forward(NDArray features, NDArray flow) {
        long height = flow.getShape().get(2);
        long width = flow.getShape().get(3);
        int stride = GmFlow.STRIDE;
        NDArray x = NDArrays.concat(new NDList(flow, features), 1);
        x = out.forward(ops.relu(hidden.forward(x)));
        NDArray weights =
                x.reshape(2, 1, NEIGHBOURS, stride * stride, height * width).softmax(2);
        NDArray neighbours = ops.unfold3(flow.mul(stride)).reshape(2, 2, NEIGHBOURS, 1, height * width);
        return weights.mul(neighbours)
                .sum(new int[] {2})
                .reshape(2, 2, stride, stride, height, width)
                .transpose(0, 1, 4, 2, 5, 3)
                .reshape(2, 2, stride * height, stride * width);
    }
}
