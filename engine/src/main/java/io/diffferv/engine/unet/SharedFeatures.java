package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The source's features of one step on their way to the edit (method.md D): a pass of the source records them, the
 * edit's pass takes them in place of its own. Owns what it recorded.
 */
public final class SharedFeatures implements AutoCloseable {
    private final FeatureSharing sharing;
    private final Map<Key, NDArray> recorded = new HashMap<>();

    private record Key(Feature feature, String path) {}

    public SharedFeatures(FeatureSharing sharing) {
        this.sharing = sharing;
    }

    /**
     * For the source's pass, one branch.
     *
     * @param only whether the pass is for the features alone and ends with the last of them
     */
    public FeatureGate recording(boolean only) {
        return new Gate() {
            @Override
            NDArray shared(Key key, int branches, Supplier<NDArray> own) {
                NDArray value = own.get();
                NDArray copy = value.duplicate();
                NDScope.unregister(copy);
                recorded.put(key, copy);
                return value;
            }

            @Override
            public int remaining() {
                return only ? sharing.features() - recorded.size() : Integer.MAX_VALUE;
            }
        };
    }

    /** For the edit's pass, after the source's. */
    public FeatureGate giving() {
        return new Gate() {
            @Override
            NDArray shared(Key key, int branches, Supplier<NDArray> own) {
                return NDArrays.concat(new NDList(Collections.nCopies(branches, recorded.get(key))));
            }

            @Override
            public boolean spares(Feature feature, String path) {
                return concerns(feature, path);
            }
        };
    }

    /** Memory of what was recorded. */
    public long bytes() {
        return recorded.values().stream()
                .mapToLong(feature -> feature.size() * feature.getDataType().getNumOfBytes())
                .sum();
    }

    private abstract class Gate implements FeatureGate {
        abstract NDArray shared(Key key, int branches, Supplier<NDArray> own);

        @Override
        public final boolean concerns(Feature feature, String path) {
            return sharing.contains(feature, path);
        }

        @Override
        public final NDArray feature(Feature feature, String path, int branches, Supplier<NDArray> own) {
            return concerns(feature, path) ? shared(new Key(feature, path), branches, own) : own.get();
        }
    }

    @Override
    public void close() {
        recorded.values().forEach(NDArray::close);
    }
}
