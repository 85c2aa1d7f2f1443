package io.diffferv.engine.edit;

import io.diffferv.engine.weights.ModelFolder;

/** What is taken for the settings that leave time against detail open. */
public enum Quality {
    /** The edit as it is meant. */
    FULL(new Steps(50, 20), new Steps(15, 10), 1, 8),
    /** A look at what the prompt does, several times faster. */
    DRAFT(new Steps(10, 6), new Steps(6, 6), 0.75, 2);

    private static final int GPU_CHUNK = 16;

    private record Steps(int gpu, int cpu) {}

    private final Steps ddim;
    private final Steps dpm;
    private final double shareOfTrainedSize;
    private final int cpuChunk;

    Quality(Steps ddim, Steps dpm, double shareOfTrainedSize, int cpuChunk) {
        this.ddim = ddim;
        this.dpm = dpm;
        this.shareOfTrainedSize = shareOfTrainedSize;
        this.cpuChunk = cpuChunk;
    }

    /** The solver that {@link Solver#AUTO} stands for. */
    Solver solver() {
        return this == DRAFT ? Solver.DPM : Solver.DDIM;
    }

    /** What {@link TokenMerging#AUTO} stands for. */
    boolean mergesTokens() {
        return this == DRAFT;
    }

    /**
     * T.
     *
     * @param solver not {@link Solver#AUTO}
     */
    public int steps(boolean gpu, Solver solver) {
        Steps steps = solver == Solver.DPM ? dpm : ddim;
        return gpu ? steps.gpu() : steps.cpu();
    }

    /** Frames edited together: on a CPU the first draft is to be seen soon, and a chunk is seen when it is done. */
    int chunk(boolean gpu) {
        return gpu ? GPU_CHUNK : cpuChunk;
    }

    /** Frames beside a chunk: two on either side of a draft's small one would be most of its work. */
    int mostHalo(boolean gpu) {
        return this == DRAFT && !gpu ? 1 : Integer.MAX_VALUE;
    }

    /** Short side in pixels for sources of any size. */
    int leastSide(ModelFolder model) {
        return (int) Math.round(shareOfTrainedSize * model.trainedSize());
    }

    /** Short side in pixels for sources that have so many. */
    int mostSide(ModelFolder model) {
        return this == FULL ? model.preferredSize() : leastSide(model);
    }
}
