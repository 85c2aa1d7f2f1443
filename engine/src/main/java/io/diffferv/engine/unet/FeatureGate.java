package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import java.util.function.Supplier;

/** What the layers ask before they compute a {@link Feature}, and whom they tell. */
public interface FeatureGate {
    /** Every layer computes its own and tells nobody. */
    FeatureGate NONE = new FeatureGate() {
        @Override
        public boolean concerns(Feature feature, String path) {
            return false;
        }

        @Override
        public NDArray feature(Feature feature, String path, int branches, Supplier<NDArray> own) {
            return own.get();
        }
    };

    /** Whether {@link #feature} may do anything for this layer but compute. */
    boolean concerns(Feature feature, String path);

    /**
     * @param path of the layer, such as {@code up_blocks.1.resnets.0}
     * @param branches of the batch
     * @param own computes the layer's own
     * @return {@code [branches · frames, ...]}, owned by the innermost open scope
     */
    NDArray feature(Feature feature, String path, int branches, Supplier<NDArray> own);

    /** Whether {@link #feature} leaves the layer's own uncomputed. */
    default boolean spares(Feature feature, String path) {
        return false;
    }

    /** Features that are still to come before {@link #satisfied}. */
    default int remaining() {
        return Integer.MAX_VALUE;
    }

    /** Whether all that this pass is for has been recorded, so that the rest of it may be left out. */
    default boolean satisfied() {
        return remaining() == 0;
    }
}
