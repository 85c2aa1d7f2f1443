package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.weights.SafetensorsFile;
import io.diffferv.engine.weights.SafetensorsWriter;
import io.diffferv.engine.weights.TensorBytes;
import io.diffferv.engine.weights.TensorType;
import java.util.Arrays;
import java.util.Map;

/** Tensors to safetensors files and back. */
final class StoredTensors {
    private StoredTensors() {}

    /** @param type F32 or F16 */
    static void announce(SafetensorsWriter writer, String prefix, TensorType type, Map<String, NDArray> tensors) {
        tensors.forEach((name, tensor) -> writer.tensor(
                prefix + name,
                type,
                Arrays.stream(tensor.getShape().getShape()).boxed().toList(),
                () -> TensorBytes.of(tensor, type)));
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
}
