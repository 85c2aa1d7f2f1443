package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuidanceTest {
    private static final float EMPTY = 7;
    private static final float NEGATIVE = 2;
    private static final float POSITIVE = 3;

    private static Ops ops;

    @BeforeAll
    @BeforeContainer
    static void load() {
        ops = new Ops(Device.cpu());
    }

    @AfterAll
    @AfterContainer
    static void unload() {
        ops.close();
    }

    @Test
    void thePapersGuidanceNeedsNoEmptyPrompt() {
        assertThat(new Guidance(5, 0, 0).branches(0, 50)).containsExactly(Branch.NEGATIVE, Branch.POSITIVE);
    }

    @Test
    void guidanceOfOneAndZeroNeedOneBranch() {
        assertThat(new Guidance(1, 0.5, 0.5).branches(0, 50)).containsExactly(Branch.POSITIVE);
        assertThat(new Guidance(0, 0, 0).branches(0, 50)).containsExactly(Branch.NEGATIVE);
    }

    /** α_s of method.md E: 1 before the negative prompt starts, then from the blend down to 0. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "0, 0, 49, 0",
        "0.1, 0, 4, 1",
        "0.1, 0, 5, 0",
        "0, 0.75, 0, 0.75",
        "0, 1, 7, 0.857142857",
        "0, 0.75, 49, 0",
        "0.5, 0.98, 24, 1",
        "0.5, 0.98, 25, 0.48"
    })
    void theEmptyPromptsShareFalls(double negativeStart, double emptyBlend, int s, double share) {
        assertThat(new Guidance(5, negativeStart, emptyBlend).emptyShare(s, 50)).isCloseTo(share, within(1e-9));
    }

    /** Equation 8, for predictions of one number each. */
    @Property(tries = 200)
    void predictionsAreCombinedAsInTheEquation(
            @ForAll @DoubleRange(min = 0, max = 30) double g,
            @ForAll @DoubleRange(min = 0, max = 1) double negativeStart,
            @ForAll @DoubleRange(min = 0, max = 1) double emptyBlend,
            @ForAll @IntRange(min = 0, max = 19) int s) {
        assertCombined(new Guidance(g, negativeStart, emptyBlend), s);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 0, 0", "0, 0.5, 0", "0, 0, 0.5", "1, 1, 1", "5, 0, 0"})
    void predictionsAreCombinedSoAtTheEndsOfTheirRangesToo(double g, double negativeStart, double emptyBlend) {
        assertCombined(new Guidance(g, negativeStart, emptyBlend), 0);
        assertCombined(new Guidance(g, negativeStart, emptyBlend), 19);
    }

    /** Hands {@code combine} only the predictions that were asked for. */
    private static void assertCombined(Guidance guidance, int s) {
        Map<Branch, Float> all = Map.of(Branch.EMPTY, EMPTY, Branch.NEGATIVE, NEGATIVE, Branch.POSITIVE, POSITIVE);
        double share = guidance.emptyShare(s, 20);
        double negative = share * EMPTY + (1 - share) * NEGATIVE;
        double expected = negative + guidance.scale() * (POSITIVE - negative);
        try (TensorScope scope = new TensorScope()) {
            Map<Branch, NDArray> noise = new EnumMap<>(Branch.class);
            for (Branch branch : guidance.branches(s, 20)) {
                noise.put(branch, ops.manager().create(new float[] {all.get(branch)}));
            }
            assertThat((double) guidance.combine(ops, noise, s, 20).getFloat(0)).isCloseTo(expected, within(1e-4));
        }
    }
}
