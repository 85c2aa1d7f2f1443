package io.diffferv.engine.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;

/**
 * The number format of features; weights, gradients and moments are fp32 in any case. There is no bf16, on which DJL's
 * native side ends the process.
 */
public enum TrainingPrecision {
    /** fp16 on a GPU, fp32 on a CPU, which is no faster in 16 bits. */
    AUTO,
    FP32,
    /** The loss is scaled, see {@link LossScale}. */
    FP16;

    TrainingPrecision onThisMachine() {
        if (this != AUTO) {
            return this;
        }
        return Engine.getEngine("PyTorch").getGpuCount() > 0 ? FP16 : FP32;
    }

    DataType type() {
        return switch (onThisMachine()) {
            case FP16 -> DataType.FLOAT16;
            default -> DataType.FLOAT32;
        };
    }
}
