package io.diffferv.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;

/**
 * Gradient checkpointing (Chen et al., arXiv 1604.06174): parts leave nothing on the tape but their result, a leaf that
 * gathers the derivatives of all who read it. On the way back each part is computed once more, now with a tape, and
 * what its leaf has gathered goes through it.
 */
final class RecomputedSegments implements Segments, AutoCloseable {
    private final Ops ops;
    private final Deque<Segment> segments = new ArrayDeque<>();

    RecomputedSegments(Ops ops) {
        this.ops = ops;
    }

    /** Its tensors are handles of its own, in no scope: the network closes those that it sees. */
    private record Segment(Function<NDArray[], NDArray> part, NDArray[] inputs, NDArray output)
            implements AutoCloseable {
        @Override
        public void close() {
            Arrays.stream(inputs).forEach(NDArray::close);
            output.close();
        }
    }

    @Override
    public NDArray compute(Function<NDArray[], NDArray> part, NDArray... inputs) {
        try (TensorScope scope = new TensorScope()) {
            JniUtils.setGradMode(false);
            NDArray output = Autograd.track(part.apply(handles(inputs)));
            Segment segment = new Segment(part, handles(inputs), ops.handle(output));
            NDScope.unregister(segment.inputs());
            NDScope.unregister(segment.output());
            segments.push(segment);
            return scope.keep(output);
        } finally {
            JniUtils.setGradMode(true);
        }
    }

    /** To be called when all readers of the last part's result have had their derivative. */
    void backward() {
        while (!segments.isEmpty()) {
            try (Segment segment = segments.pop();
                    TensorScope scope = new TensorScope()) {
                NDArray gradient = Autograd.gradient(segment.output());
                if (gradient != null) {
                    NDArray again = segment.part().apply(handles(segment.inputs()));
                    JniUtils.backward((PtNDArray) again, (PtNDArray) gradient, false, false);
                }
            }
        }
    }

    private NDArray[] handles(NDArray... tensors) {
        return Arrays.stream(tensors).map(ops::handle).toArray(NDArray[]::new);
    }

    /** Frees what {@link #backward} did not get to. */
    @Override
    public void close() {
        segments.forEach(Segment::close);
        segments.clear();
    }
}
