package io.diffferv.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Owns every tensor that its thread creates while it is open, and frees them when it closes, also on an exception.
 * Scopes nest; a tensor handed out by {@link #keep} moves to the enclosing scope, or, where there is none, to its
 * caller.
 */
public final class TensorScope implements AutoCloseable {
    private final NDScope scope = new NDScope();
    private final List<NDArray> kept = new ArrayList<>();

    public TensorScope() {
        scope.suppressNotUsedWarning();
    }

    /** @return {@code tensor}, which outlives this scope */
    public NDArray keep(NDArray tensor) {
        NDScope.unregister(tensor);
        kept.add(tensor);
        return tensor;
    }

    @Override
    public void close() {
        scope.close();
        kept.forEach(NDScope::register);
    }
}
