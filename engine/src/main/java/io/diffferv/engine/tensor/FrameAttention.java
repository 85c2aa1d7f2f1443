package io.diffferv.engine.tensor;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.cuda.FusedKernels;
import java.util.List;

/**
 * Attention between the frames of a clip, by our own kernels where they fit. Tensors are {@code [batch, tokens,
 * channels]}; results belong to the innermost open {@link TensorScope}.
 */
public final class FrameAttention {
    private final Ops ops;

    /** Null where there are none. */
    private final FusedKernels kernels;

    FrameAttention(Ops ops, FusedKernels kernels) {
        this.ops = ops;
        this.kernels = kernels;
    }

    /**
     * Sets the tokens of several images side by side.
     *
     * @param x {@code [images, tokens, channels]}
     * @param images {@code [rows, n]} int64, the images that each row of the result holds
     * @return {@code [rows, n · tokens, channels]}
     */
    public NDArray window(NDArray x, NDArray images) {
        return ops.call("window", x, images);
    }

    /**
     * As {@link #window} where each row holds the next {@code n} of a sequence of images, without a copy for each.
     *
     * @param sequence {@code [images]} int64
     * @return {@code [images − n + 1, n · tokens, channels]}, rows that share memory
     */
    public NDArray slidingWindow(NDArray x, NDArray sequence, int n) {
        return ops.call("sliding_window", x, sequence, n);
    }

    /** Whether {@link #windowAttention} takes such queries here. */
    public boolean readsWindows(NDArray q, int heads) {
        return ops.fused(q) && kernels.fitsWindows(q.getShape(), heads);
    }

    /**
     * As {@link Ops#attention} of each image over the {@link #window} that it sees, without a copy of it.
     *
     * @param q,k,v {@code [images, tokens, channels]}
     * @param seen {@code [images, n]} int32
     */
    public NDArray windowAttention(NDArray q, NDArray k, NDArray v, NDArray seen, int heads) {
        try (TensorScope scope = new TensorScope()) {
            NDArray out = Ops.like(q);
            kernels.windowAttention(ops.call("dense", q), ops.call("dense", k), ops.call("dense", v), seen, out, heads);
            return scope.keep(out);
        }
    }

    /**
     * Attention of each token over the tokens of its own path.
     *
     * @param q,k,v,base {@code [branches, frames · tokens, channels]}
     * @param mix share of the attention in the result, the rest is {@code base}
     * @param paths one int64 tensor {@code [paths, length]} of token indices for each path length, no token twice
     * @return like {@code base}, and equal to it where no path passes
     */
    public NDArray pathAttention(
            NDArray q, NDArray k, NDArray v, NDArray base, double mix, List<NDArray> paths, int heads) {
        return ops.call("path_attention", q, k, v, base, mix, paths, heads);
    }

    /**
     * As {@link #pathAttention(NDArray, NDArray, NDArray, NDArray, double, List, int)} with the paths packed into rows,
     * in one kernel.
     *
     * @param rows {@code [tokens, frames]} int32, of {@code PathRows}
     */
    public NDArray pathAttention(NDArray q, NDArray k, NDArray v, NDArray base, double mix, NDArray rows, int heads) {
        try (TensorScope scope = new TensorScope()) {
            NDArray out = Ops.like(base);
            kernels.pathAttention(
                    ops.call("dense", q),
                    ops.call("dense", k),
                    ops.call("dense", v),
                    ops.call("dense", base),
                    out,
                    rows,
                    heads,
                    mix);
            return scope.keep(out);
        }
    }

    /** Whether {@link #pathAttention} takes paths packed into rows for such tensors. */
    public boolean packsPaths(NDArray base, int heads, int frames) {
        return ops.fused(base)
                && frames <= FusedKernels.MOST_FRAMES
                && FusedKernels.fitsPaths(base.getShape().get(2), heads);
    }
}
