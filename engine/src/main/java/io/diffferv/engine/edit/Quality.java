package io.diffferv.engine.edit;

import io.diffferv.engine.weights.ModelFolder;

/** What is taken for the settings that leave time against detail open: steps 0 and working size auto. */
public enum Quality {
    /** The edit as it is meant. */
    FULL(50, 20, 1),
    /** A look at what the prompt does, several times faster. */
    DRAFT(10, 6, 0.75);

    private final int gpuSteps;
    private final int cpuSteps;
    private final double shareOfTrainedSize;

    Quality(int gpuSteps, int cpuSteps, double shareOfTrainedSize) {
        this.gpuSteps = gpuSteps;
        this.cpuSteps = cpuSteps;
        this.shareOfTrainedSize = shareOfTrainedSize;
    }

    /** T. */
    public int steps(boolean gpu) {
        return gpu ? gpuSteps : cpuSteps;
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
