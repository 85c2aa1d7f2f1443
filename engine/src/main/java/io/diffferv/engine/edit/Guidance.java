package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * ε̂ = ε⁻ + g (ε(c_tgt) − ε⁻), equation 8 with the source prompt as negative: ε⁻ = α_s ε(∅) + (1 − α_s) ε(c_src)
 * (method.md E).
 *
 * @param scale g
 * @param negativeStart share of the steps in which ε⁻ is the empty prompt's
 * @param emptyBlend α at the first step, falling to 0 at the last
 */
record Guidance(double scale, double negativeStart, double emptyBlend) {
    /** α_s. */
    double emptyShare(int s, int steps) {
        if (s < negativeStart * steps) {
            return 1;
        }
        return steps > 1 ? emptyBlend * (1 - s / (steps - 1.0)) : 0;
    }

    /** The edit's predictions that step {@code s} needs; g = 1 leaves the positive one alone, g = 0 the negative. */
    List<Branch> branches(int s, int steps) {
        double empty = emptyShare(s, steps);
        List<Branch> branches = new ArrayList<>();
        if (scale != 1 && empty > 0) {
            branches.add(Branch.EMPTY);
        }
        if (scale != 1 && empty < 1) {
            branches.add(Branch.NEGATIVE);
        }
        if (scale != 0) {
            branches.add(Branch.POSITIVE);
        }
        return branches;
    }

    /**
     * @param noise predictions of the branches that {@link #branches} asked for
     * @return ε̂, owned by the innermost open scope
     */
    NDArray combine(Ops ops, Map<Branch, NDArray> noise, int s, int steps) {
        try (TensorScope scope = new TensorScope()) {
            NDArray positive = noise.get(Branch.POSITIVE);
            if (scale == 1) {
                return scope.keep(positive.duplicate());
            }
            double empty = emptyShare(s, steps);
            NDArray negative;
            if (empty == 0) {
                negative = noise.get(Branch.NEGATIVE);
            } else if (empty == 1) {
                negative = noise.get(Branch.EMPTY);
            } else {
                negative = ops.combine(empty, noise.get(Branch.EMPTY), 1 - empty, noise.get(Branch.NEGATIVE));
            }
            return scope.keep(scale == 0 ? negative.duplicate() : ops.combine(1 - scale, negative, scale, positive));
        }
    }
}
