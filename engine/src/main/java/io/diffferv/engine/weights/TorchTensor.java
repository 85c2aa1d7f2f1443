package io.diffferv.engine.weights;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor as PyTorch pickles it: a strided view into a storage.
 *
 * @param offset first element in the storage
 * @param shape sizes, outermost first
 * @param strides elements from one index to the next, for each dimension
 */
record TorchTensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {
    private static final int MOST_DIMENSIONS = 16;

    /**
     * A run of elements that lies in a file of its own in the archive.
     *
     * @param key name of that file
     * @param elements number of elements
     */
    record Storage(TensorType type, String key, long elements) {
        /** Size of the file. */
        long bytes() {
            return Math.multiplyExact(elements, (long) type.bytes());
        }
    }

    TorchTensor {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
    }

    /** Whether the view stays inside its storage and has no more elements than that. */
    boolean fits() {
        if (shape.size() != strides.size() || shape.size() > MOST_DIMENSIONS || offset < 0) {
            return false;
        }
        try {
            long last = offset;
            for (int i = 0; i < shape.size(); i++) {
                if (shape.get(i) < 0 || strides.get(i) < 0) {
                    return false;
                }
                last = Math.addExact(last, Math.multiplyExact(Math.max(shape.get(i) - 1, 0), strides.get(i)));
            }
            return storage.bytes() >= 0
                    && (elements() == 0 || (last < storage.elements() && elements() <= storage.elements()));
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /** Number of elements. */
    long elements() {
        return shape.contains(0L) ? 0 : shape.stream().reduce(1L, Math::multiplyExact);
    }

    /**
     * The elements of this view, row-major.
     *
     * @param stored the whole storage
     */
    ByteBuffer gather(ByteBuffer stored) {
        int width = storage.type().bytes();
        int count = Math.toIntExact(elements());
        if (count == 0 || strides.equals(rowMajor())) {
            return stored.slice(Math.toIntExact(offset * width), count * width);
        }
        ByteBuffer gathered = ByteBuffer.allocate(count * width);
        long[] index = new long[shape.size()];
        for (int i = 0; i < count; i++) {
            long place = offset;
            for (int dimension = 0; dimension < index.length; dimension++) {
                place += index[dimension] * strides.get(dimension);
            }
            gathered.put(i * width, stored, Math.toIntExact(place * width), width);
            advance(index);
        }
        return gathered;
    }

    private List<Long> rowMajor() {
        List<Long> expected = new ArrayList<>();
        long stride = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            expected.add(0, stride);
            stride *= shape.get(i);
        }
        return expected;
    }

    private void advance(long[] index) {
        for (int dimension = index.length - 1; dimension >= 0; dimension--) {
            index[dimension]++;
            if (index[dimension] < shape.get(dimension)) {
                return;
            }
            index[dimension] = 0;
        }
    }
}
