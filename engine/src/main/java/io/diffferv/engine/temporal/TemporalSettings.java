package io.diffferv.engine.temporal;

/**
 * How frames see each other (method.md C and the alternatives of H).
 *
 * @param placement which frames a frame's window holds
 * @param window w, frames in a window
 * @param windowLayers self-attention layers that look through the window
 * @param pathLayers self-attention layers that attend along motion paths
 * @param pathQuery where the queries and keys along paths come from
 * @param pathOrder whether path attention follows window attention or stands beside it
 * @param occlusionCheck whether paths end where forward and backward flow disagree
 * @param tokenMerging whether a frame sees the others of its window at half the resolution, in the finest layers
 * @param seed of the random offset of {@link Placement#DISJOINT}
 */
public record TemporalSettings(
        Placement placement,
        int window,
        WindowLayers windowLayers,
        PathLayers pathLayers,
        PathQuery pathQuery,
        PathOrder pathOrder,
        boolean occlusionCheck,
        boolean tokenMerging,
        long seed) {
    /** Which frames the window of frame i holds. */
    public enum Placement {
        /** i alone: plain Stable Diffusion. */
        OFF,
        /** i in the middle, shifted inwards at the ends. */
        CENTRED,
        /** i and those before it. */
        CAUSAL,
        /** The first frame, those just before i, and i. */
        FIRST_PREVIOUS,
        /** The clip is cut into windows, at a place that changes from step to step. */
        DISJOINT
    }

    /** Self-attention layers by their place in the U-Net. */
    public enum WindowLayers {
        ALL,
        DECODER
    }

    /** Self-attention layers by their resolution. */
    public enum PathLayers {
        OFF,
        FINEST,
        TWO_FINEST,
        ALL
    }

    /** Source of the queries and keys along a path. */
    public enum PathQuery {
        /** The output of window attention. */
        DENSE,
        /** The layer's own projections. */
        PROJECTED
    }

    /** Place of path attention. */
    public enum PathOrder {
        SERIES,
        PARALLEL
    }

    /** Frames that have nothing to do with each other. */
    public static final TemporalSettings NONE = new TemporalSettings(
            Placement.OFF, 1, WindowLayers.ALL, PathLayers.OFF, PathQuery.DENSE, PathOrder.SERIES, true, false, 0);
}
