package io.diffferv.engine.edit;

import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.weights.ModelFolder;
import java.util.stream.IntStream;

/**
 * What the source's features take while they wait for their step of sampling, with the noise that came with them.
 *
 * @param frames of a chunk and its halo
 * @param numberBytes of a number in the networks
 */
record FeatureMemory(
        PreservationFeatures preservation,
        Scheduler scheduler,
        ModelFolder model,
        WorkingSize.Resolved size,
        int frames,
        int numberBytes) {
    /** Bytes of all levels, for {@link KeptSource}. */
    long ofAllLevels() {
        return of(IntStream.rangeClosed(1, scheduler.steps()));
    }

    /** Bytes of the levels that the mask is measured at. */
    long ofTheMask() {
        return of(EditMask.levels(scheduler));
    }

    private long of(IntStream levels) {
        int height = size.height() / 8;
        int width = size.width() / 8;
        long noise = (long) Float.BYTES * model.unet().outChannels() * height * width;
        return frames
                * levels.mapToLong(k ->
                                preservation.at(scheduler, k, model.scheduler()).numbers(model.unet(), height, width))
                        .map(numbers -> numberBytes * numbers + noise)
                        .sum();
    }
}
