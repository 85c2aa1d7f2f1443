package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
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

    @Override
    public void close() {
        levels.forEach(NDArray::close);
    }
}
