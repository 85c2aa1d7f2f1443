package io.diffferv.engine.tensor;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * How many threads libtorch shares a tensor's work among on a CPU. Sums are cut differently for another number, and
 * their last bits differ: what is to agree to the bit must be computed with one number everywhere.
 */
public final class CpuThreads {
    private CpuThreads() {}

    /** As many as the machine has cores, unless OMP_NUM_THREADS or {@link #use} says otherwise. */
    public static int count() {
        Engine.getEngine("PyTorch");
        return JniUtils.getNumThreads();
    }

    /** Sets the number for this process; to be called before the first tensor is worked on. */
    public static void use(int threads) {
        Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(threads);
    }
}
