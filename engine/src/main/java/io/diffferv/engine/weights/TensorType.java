package io.diffferv.engine.weights;

/** Element types of the safetensors format (safetensors README, "Format") that this reader recognises. */
public enum TensorType {
    BOOL(1, false),
    U8(1, false),
    I8(1, false),
    I16(2, false),
    I32(4, false),
    I64(8, false),
    F16(2, true),
    BF16(2, true),
    F32(4, true),
    /** Recognised so that a file holding it can be opened, but no weight of a supported model is stored so. */
    F64(8, false);

    private final int bytes;
    private final boolean readableAsWeight;

    TensorType(int bytes, boolean readableAsWeight) {
        this.bytes = bytes;
        this.readableAsWeight = readableAsWeight;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean readableAsWeight() {
        return readableAsWeight;
    }

    /** Whether elements are whole numbers or truth values: such tensors are indices, never weights. */
    public boolean isInteger() {
        return !readableAsWeight && this != F64;
    }
}
