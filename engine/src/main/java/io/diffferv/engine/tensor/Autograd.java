package io.diffferv.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * libtorch's reverse-mode derivatives. Tensors computed from a tracked one hold, inside libtorch, whatever their
 * derivative needs: closing their Java side, as every {@link TensorScope} does, frees nothing of that too early. The
 * fused kernels of {@link Ops} have no derivative, so tracked tensors are FLOAT32.
 */
public final class Autograd {
    private final Ops ops;

    /** @param ops what is to be differentiated is computed with */
    public Autograd(Ops ops) {
        this.ops = ops;
    }

    /** Makes {@code leaf}, which nothing was computed from yet, one that {@link #accumulate} finds derivatives for. */
    public static NDArray track(NDArray leaf) {
        JniUtils.attachGradient((PtNDArray) leaf, true);
        return leaf;
    }

    /**
     * Computes a number and adds its derivatives to the gradients of the tracked tensors it was computed from.
     *
     * @param recomputing whether its segments are computed twice, so that memory holds the tape of one at a time
     * @param computation from tensors that no {@link Ops} made: those are libtorch's inference tensors
     * @return the number
     */
    public double accumulate(boolean recomputing, Function<Segments, NDArray> computation) {
        try (TensorScope scope = new TensorScope();
                RecomputedSegments recomputed = new RecomputedSegments(ops)) {
            record(true);
            NDArray number = computation.apply(recomputing ? recomputed : Segments.ONCE);
            JniUtils.backward((PtNDArray) number, (PtNDArray) number.onesLike(), false, false);
            recomputed.backward();
            return number.getFloat();
        } finally {
            record(false);
        }
    }

    /** Builds what sees tracked tensors through views, which lead back to them only when they are recorded. */
    public <T> T building(Supplier<T> network) {
        try {
            record(true);
            return network.get();
        } finally {
            record(false);
        }
    }

    /** DJL turns recording off for the thread that starts it, which is as the rest of this program wants it. */
    private void record(boolean on) {
        JniUtils.setGradMode(on);
        ops.record(on);
    }

    /** Sets the leaf's gradient to zero, whatever it was. */
    public static void clear(NDArray leaf) {
        JniUtils.zeroGrad((PtNDArray) leaf);
    }

    /** @return the gradient, sharing its memory, owned by the innermost open scope; null before the first */
    public static NDArray gradient(NDArray leaf) {
        return JniUtils.getGradient((PtNDArray) leaf);
    }
}
