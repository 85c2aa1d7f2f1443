package io.diffferv.engine.flow;

/**
 * Flow between two frames in both directions, of the same size.
 *
 * @param forward first to second frame, on the pixel grid of the first
 * @param backward second to first frame, on the pixel grid of the second
 */
public record FlowPair(FlowField forward, FlowField backward) {
    public FlowPair {
        forward.requireSameSize(backward);
    }

    /** The same two frames in reverse order; shares the fields. */
    public FlowPair reversed() {
        return new FlowPair(backward, forward);
    }
}
