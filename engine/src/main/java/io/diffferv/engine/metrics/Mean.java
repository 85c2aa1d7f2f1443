package io.diffferv.engine.metrics;

import java.util.OptionalDouble;

/** A running mean. */
final class Mean {
    private double sum;
    private long count;

    void add(double value) {
        sum += value;
        count++;
    }

    void add(OptionalDouble value) {
        value.ifPresent(this::add);
    }

    /** @param value null for none */
    void addPresent(Double value) {
        if (value != null) {
            add(value.doubleValue());
        }
    }

    long count() {
        return count;
    }

    /** The mean of what was added, or null when nothing was: reports leave such numbers out. */
    Double orNull() {
        return count == 0 ? null : sum / count;
    }
}
