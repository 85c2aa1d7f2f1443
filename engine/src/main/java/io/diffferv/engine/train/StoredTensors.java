package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.weights.SafetensorsFile;
import io.diffferv.engine.weights.SafetensorsWriter;
import io.diffferv.engine.weights.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/** fp32 tensors to and from safetensors files. */
final class StoredTensors {
    private StoredTensors() {}

    static void announce(SafetensorsWriter writer, String prefix, Map<String, NDArray> tensors) {
        tensors.forEach((name, tensor) -> writer.tensor(
                prefix + name,
                TensorType.F32,
                Arrays.stream(tensor.getShape().getShape()).boxed().toList(),
                () -> bytes(tensor)));
    }

    /** Gives {@code tensors}, by name, the values that the file has for them. */
    static void read(SafetensorsFile file, String prefix, Map<String, NDArray> tensors) {
        tensors.forEach((name, tensor) -> {
            Shape shape = tensor.getShape();
            try (NDArray stored =
                    tensor.getManager().create(file.data(prefix + name).asFloatBuffer(), shape)) {
                assign(tensor, stored);
            }
        });
    }

    /** Gives {@code to} the values of {@code from} in its own memory, which views of it share; copyTo gives it another. */
    static void assign(NDArray to, NDArray from) {
        to.set(new NDIndex("..."), from);
    }

    private static ByteBuffer bytes(NDArray tensor) {
        float[] values = tensor.toFloatArray();
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
