package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A chunk's latents at every noise level: what inversion finds and sampling starts from. Owns its tensors.
 *
 * @param levels T + 1 tensors {@code [frames, 4, height, width]}, fp32; level 0 is the clean latent
 */
record SourceLatents(List<NDArray> levels) implements AutoCloseable {
    SourceLatents {
        levels = List.copyOf(levels);
    }

    /** Latents read back from a store; belongs to no scope. */
    static SourceLatents of(NDManager manager, Shape shape, List<float[]> values) {
        List<NDArray> levels =
                values.stream().map(level -> manager.create(level, shape)).toList();
        levels.forEach(NDScope::unregister);
        return new SourceLatents(levels);
    }

    NDArray level(int k) {
        return levels.get(k);
    }

    /** T. */
    int steps() {
        return levels.size() - 1;
    }

    int frames() {
        return Math.toIntExact(levels.get(0).getShape().get(0));
    }

    /** Values of each level, for a store. */
    List<float[]> values() {
        return levels.stream().map(NDArray::toFloatArray).toList();
    }

    @Override
    public void close() {
        levels.forEach(NDArray::close);
    }
}
