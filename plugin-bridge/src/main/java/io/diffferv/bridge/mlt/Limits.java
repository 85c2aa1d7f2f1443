package io.diffferv.bridge.mlt;

import java.time.Duration;

/**
 * What a piece of work may take; beyond it the worker is killed.
 *
 * @param stall without a step of a model or a frame
 * @param time in all
 * @param memory main memory, in bytes
 * @param disk size of the output, in bytes
 */
public record Limits(Duration stall, Duration time, long memory, long disk) {
    /** Loading a large model from a slow disk, or the longest step on a slow machine, with room to spare. */
    public static final Duration STALL = Duration.ofMinutes(5);

    public static final Limits NONE = new Limits(STALL, Duration.ofDays(365), Long.MAX_VALUE, Long.MAX_VALUE);

    public Limits withStall(Duration other) {
        return new Limits(other, time, memory, disk);
    }
}
