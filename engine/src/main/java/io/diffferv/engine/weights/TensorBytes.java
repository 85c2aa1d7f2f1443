package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors as safetensors files hold them. */
public final class TensorBytes {
    private TensorBytes() {}

    /** fp32 numbers. */
    public static ByteBuffer of(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    /**
     * A tensor's numbers, rounded to the type.
     *
     * @param type F32 or F16
     * @return memory of its own
     */
    public static ByteBuffer of(NDArray tensor, TensorType type) {
        if (type == TensorType.F32) {
            return of(tensor.toFloatArray());
        }
        try (NDArray half = tensor.toType(DataType.FLOAT16, true)) {
            ByteBuffer bytes = half.toByteBuffer();
            return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }
    }
}
