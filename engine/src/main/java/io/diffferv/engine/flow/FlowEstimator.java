package io.diffferv.engine.flow;

/**
 * Estimates optical flow. The same two frames give the same flow in every run on one machine, whatever was estimated
 * before. Closing releases what the estimator holds outside the heap.
 */
public interface FlowEstimator extends AutoCloseable {
    /** Short stable name for cache keys and reports; it changes when results change. */
    String name();

    /**
     * @param firstRgbChw planar RGB {@code [3, height, width]} in [0, 1]; only read
     * @param secondRgbChw the other frame, likewise
     * @return flow in pixels of these frames, owned by the caller
     * @throws IllegalArgumentException when an array does not hold 3 * height * width values
     */
    FlowPair estimate(float[] firstRgbChw, float[] secondRgbChw, int width, int height);

    /** Floating-point operations of one {@link #estimate}, a multiplication with its addition as two; 0 if uncounted. */
    default double flops(int width, int height) {
        return 0;
    }

    /** Whether several threads may estimate at once. */
    default boolean isThreadSafe() {
        return false;
    }

    @Override
    default void close() {}
}
