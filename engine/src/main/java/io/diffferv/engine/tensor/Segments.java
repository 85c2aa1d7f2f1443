package io.diffferv.engine.tensor;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;

/**
 * How the parts of a network are computed one after the other: once, or once more when their derivative is wanted. What
 * one part hands to another goes through here, and parts do not nest.
 */
@FunctionalInterface
public interface Segments {
    /** Once; a tape, if there is one, keeps what the derivative needs. */
    Segments ONCE = (part, inputs) -> part.apply(inputs);

    /**
     * @param part may close its inputs; must not read other tensors than them, weights, and those that outlive the
     *     derivative
     * @return what {@code part} returns, owned by the innermost open scope
     */
    NDArray compute(Function<NDArray[], NDArray> part, NDArray... inputs);
}
