package io.diffferv.engine.weights;

import java.util.List;

/**
 * Where one tensor lies in a safetensors file.
 *
 * @param shape sizes, outermost first; elements are stored row-major and little-endian
 * @param offset first byte, counted from the start of the file
 * @param length bytes; always the product of the shape and the element size
 */
public record TensorEntry(String name, TensorType type, List<Long> shape, long offset, long length) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }
}
