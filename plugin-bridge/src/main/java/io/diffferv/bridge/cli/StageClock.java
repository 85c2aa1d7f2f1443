package io.diffferv.bridge.cli;

import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.StepListener.Stage;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Adds up the time of each stage of an edit: what passes between two reports belongs to the stage of the earlier one.
 * A stage is over when the device has done what the stage gave it to do, so a device that lags behind is waited for at
 * its end, and only there.
 */
final class StageClock implements EditListener {
    private final LongSupplier nanoTime;
    private final Runnable await;
    private final BooleanSupplier cancelled;
    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    private Stage stage;
    private long since;
    private double frames;

    /** @param await returns when the device is idle */
    StageClock(LongSupplier nanoTime, Runnable await, BooleanSupplier cancelled) {
        this.nanoTime = nanoTime;
        this.await = await;
        this.cancelled = cancelled;
    }

    @Override
    public void progress(Progress progress) {
        if (progress.stage() != stage) {
            await.run();
        }
        lap();
        stage = progress.stage();
        frames = progress.frames();
    }

    /** The work is over: the last stage ends here. */
    void stop() {
        await.run();
        lap();
        stage = null;
    }

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    /** Frames finished. */
    double frames() {
        return frames;
    }

    /** Seconds by stage, in the order of the stages. */
    Map<Stage, Double> seconds() {
        Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
        nanos.forEach((key, value) -> seconds.put(key, value / 1e9));
        return seconds;
    }

    private void lap() {
        long now = nanoTime.getAsLong();
        if (stage != null) {
            nanos.merge(stage, now - since, Long::sum);
        }
        since = now;
    }
}
