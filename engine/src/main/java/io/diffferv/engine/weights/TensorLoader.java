package io.diffferv.engine.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns stored tensors into arrays of one precision on one device.
 *
 * @param manager owner of every loaded array; its device is where they go
 * @param precision element type of every loaded array
 */
record TensorLoader(NDManager manager, DataType precision) {
    TensorLoader {
        // DJL 0.35 knows BFLOAT16 by name, but its native side ends the process on it.
        if (!precision.isFloating() || precision == DataType.BFLOAT16) {
            throw new IllegalArgumentException("weights cannot be %s on %s".formatted(precision, manager.getDevice()));
        }
    }

    /**
     * Loads one tensor.
     *
     * @param shape the shape to give the array; as many elements as the entry has
     * @return an array that shares nothing with the file, owned by the manager
     */
    NDArray load(SafetensorsFile file, TensorEntry entry, Shape shape) {
        try (NDManager scope = manager.newSubManager(Device.cpu())) {
            NDArray stored = onCpu(scope, file.data(entry.name()), entry.type(), shape);
            NDArray there = converted(stored).toDevice(manager.getDevice(), false);
            there.attach(manager);
            return there;
        }
    }

    // What is stored is the mapped file itself, read-only; DJL's toType leaves it so when the type is the same.
    private NDArray converted(NDArray stored) {
        return stored.getDataType() == precision ? stored.duplicate() : stored.toType(precision, false);
    }

    private static NDArray onCpu(NDManager scope, ByteBuffer data, TensorType type, Shape shape) {
        return switch (type) {
            case F32 -> scope.create(data, shape, DataType.FLOAT32);
            case F16 -> scope.create(data, shape, DataType.FLOAT16);
            case BF16 -> scope.create(widened(data), shape, DataType.FLOAT32);
            default -> throw new IllegalArgumentException(type + " is not read as a weight");
        };
    }

    // bfloat16 is the upper half of a float.
    private static ByteBuffer widened(ByteBuffer data) {
        ByteBuffer floats = ByteBuffer.allocateDirect(2 * data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            floats.putInt((data.getShort() & 0xffff) << 16);
        }
        return floats.flip();
    }
}
