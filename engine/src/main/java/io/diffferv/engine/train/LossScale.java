package io.diffferv.engine.train;

import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;

/**
 * What the loss is multiplied by, so that its smallest derivatives are numbers in fp16 too (Micikevicius et al., arXiv
 * 1710.03740, section 3.2): halved when a derivative is no number any more, which costs the step, and doubled after
 * many good ones. Powers of two change no digit. 1 for fp32, whose range is enough.
 */
final class LossScale {
    private static final double FIRST = 1 << 16;
    private static final int GOOD_STEPS = 2000;

    private final boolean moves;
    private double value;
    private long good;
    private long skipped;

    /** @param precision FLOAT32 or FLOAT16 */
    LossScale(DataType precision) {
        this.moves = precision == DataType.FLOAT16;
        this.value = moves ? FIRST : 1;
    }

    double value() {
        return value;
    }

    /** Steps that were not taken. */
    long skipped() {
        return skipped;
    }

    /**
     * Moves on after a step.
     *
     * @param norm of the step's gradient
     * @return whether the step counts
     * @throws EditException with {@link FailureCode#BAD_REQUEST} when no scale makes the gradient a number
     */
    boolean judge(double norm) {
        if (Double.isFinite(norm)) {
            good++;
            if (moves && good % GOOD_STEPS == 0) {
                value *= 2;
            }
            return true;
        }
        if (!moves || value <= 1) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "the training went astray",
                            "gradient",
                            "numbers",
                            Double.toString(norm),
                            "give a smaller --learning-rate or --clip, or a longer --warm-up, and another --out"));
        }
        good = 0;
        skipped++;
        value /= 2;
        return false;
    }

    /** A sentence for the user. */
    String describe() {
        return "%d skipped so far; from here on the loss is scaled by %.0f.".formatted(skipped, value);
    }

    /** All of it in a line, for {@link #resume}. */
    String state() {
        return value + " " + good + " " + skipped;
    }

    void resume(String state) {
        String[] parts = state.split(" ");
        value = Double.parseDouble(parts[0]);
        good = Long.parseLong(parts[1]);
        skipped = Long.parseLong(parts[2]);
    }
}
