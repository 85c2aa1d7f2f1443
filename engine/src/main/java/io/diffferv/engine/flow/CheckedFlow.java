package io.diffferv.engine.flow;

/**
 * A pair of flows with the forward-backward check of its first frame (method.md C.3 step 2), for grids of any stride.
 *
 * @param residual {@code [height, width]}, see {@link FlowConsistency#residual}
 * @param occluded {@code [height, width]}, see {@link FlowConsistency#occluded}
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data, never used as a key
public record CheckedFlow(FlowPair pair, float[] residual, boolean[] occluded) {
    public static CheckedFlow of(FlowPair pair) {
        float[] residual = FlowConsistency.residual(pair);
        return new CheckedFlow(pair, residual, FlowConsistency.occluded(pair, residual));
    }
}
