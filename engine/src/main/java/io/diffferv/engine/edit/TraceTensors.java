package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.SafetensorsWriter;
import io.diffferv.engine.weights.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Tensors on their way from the device into a safetensors file; they wait for it on the heap. */
final class TraceTensors {
    private final SafetensorsWriter writer = new SafetensorsWriter();

    /** Adds a tensor of any number format, as fp32. */
    void add(String name, NDArray tensor) {
        try (TensorScope scope = new TensorScope()) {
            float[] values = tensor.toType(DataType.FLOAT32, false).toFloatArray();
            add(name, values, tensor.getShape().getShape());
        }
    }

    void add(String name, float[] values, long... shape) {
        writer.tensor(name, TensorType.F32, sizes(shape), () -> {
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return bytes;
        });
    }

    void add(String name, int[] values, long... shape) {
        writer.tensor(name, TensorType.I32, sizes(shape), () -> {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(values);
            return bytes;
        });
    }

    private static List<Long> sizes(long... shape) {
        return Arrays.stream(shape).boxed().toList();
    }

    /** @throws io.diffferv.engine.failure.EditException when the disk is full or the place cannot be written */
    void write(Path file) {
        writer.write(file);
    }
}
