package io.diffferv.engine.edit;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.List;

/**
 * Stops what a damaged weight, an overflow of 16 bits or a failing card makes of an edit. Rounded to samples, no number
 * is black, and the cache would hand it out for good.
 */
record FiniteCheck(PipelineKey key) {
    /**
     * @param results unchanged
     * @param what they are, in the plural
     * @throws EditException {@code MODEL} unless all are finite
     */
    List<float[]> of(List<float[]> results, String what) {
        for (float[] result : results) {
            for (float value : result) {
                if (!Float.isFinite(value)) {
                    throw refused(what, value);
                }
            }
        }
        return results;
    }

    private EditException refused(String what, float found) {
        String other = key.onGpu() ? ", or give " + EditOption.PRECISION.flag() + " fp32" : "";
        return new EditException(
                FailureCode.MODEL,
                new Problem(
                        "the model does not compute numbers",
                        key.model() + " on " + key.describe(),
                        "finite " + what,
                        String.valueOf(found),
                        "check it by 'diffferv models check " + key.model() + "'" + other));
    }
}
