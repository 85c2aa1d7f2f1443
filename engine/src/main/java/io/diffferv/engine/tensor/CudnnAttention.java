package io.diffferv.engine.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * cuDNN's attention, called by name: which kernel libtorch chooses by itself differs between its versions, and even
 * between two programs on one, and the other one takes nearly twice as long for the finest level's windows.
 */
final class CudnnAttention {
    /** Of {@code ops.py}, with the arguments of {@code attention}. */
    static final String FUNCTION = "cudnn_attention";

    private static final Logger LOG = LoggerFactory.getLogger(CudnnAttention.class);

    private static final int HEAD_STEP = 8;

    /** Sizes of heads, each of which some cards have it up to. */
    private static final List<Integer> LARGEST_HEADS = List.of(160, 128);

    /** cuDNN before 9.15.1 may read beyond other numbers of tokens. */
    private static final int TOKEN_STEP = 128;

    /** Of numbers between -1 and 1, rounded to 11 bits on two ways. */
    private static final float TOLERANCE = 1e-2f;

    private CudnnAttention() {}

    /** Calls a function of {@code ops.py}. */
    interface Caller {
        NDArray call(String function, Object... arguments);
    }

    /** @param largestHead of {@link #largestHead} */
    static boolean fits(NDArray q, NDArray k, int heads, int largestHead) {
        long head = q.getShape().get(2) / heads;
        return head % HEAD_STEP == 0
                && head <= largestHead
                && q.getShape().get(1) % TOKEN_STEP == 0
                && k.getShape().get(1) % TOKEN_STEP == 0;
    }

    /** The size of head up to which the library and the card have it and it gives what libtorch's own choice gives, or 0. */
    static int largestHead(NDManager manager, Caller ops) {
        for (int head : LARGEST_HEADS) {
            if (works(manager, ops, head)) {
                return head;
            }
        }
        return 0;
    }

    private static boolean works(NDManager manager, Caller ops, int head) {
        try (TensorScope scope = new TensorScope()) {
            NDArray images = manager.arange(4 * TOKEN_STEP * 2f * head)
                    .sin()
                    .reshape(4, TOKEN_STEP, 2L * head)
                    .toType(DataType.FLOAT16, false);
            NDArray q = images.get("1:3");
            NDArray k = ops.call("sliding_window", images, manager.arange(4).toType(DataType.INT64, false), 3);
            NDArray expected = ops.call("attention", q, k, k, 2);
            float error = ops.call(FUNCTION, q, k, k, 2)
                    .sub(expected)
                    .abs()
                    .max()
                    .toType(DataType.FLOAT32, false)
                    .getFloat();
            if (error < TOLERANCE) {
                return true;
            }
            LOG.info("cuDNN's attention is off by {} for heads of {} here, so it stays unused for them", error, head);
        } catch (EngineException e) {
            LOG.info("cuDNN's attention is not to be had for heads of {}: {}", head, e.getMessage());
        }
        return false;
    }
}
