package io.diffferv.engine.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestepsTest {
    /** Conformance vectors of method.md's appendix; at angles near 900 single precision carries four digits. Channels 0, 1, 2, 159, 160, 161, 319 of 320. */
    @ParameterizedTest
    @CsvSource({
        "981, 0.679957, -0.798429, 0.578064, 0.994606, 0.733252, 0.602089, 0.103726",
        "1, 0.540302, 0.586504, 0.628439, 1.0, 0.841471, 0.809946, 0.000106"
    })
    void codesAreCosinesThenSines(int t, float c0, float c1, float c2, float c159, float c160, float c161, float c319) {
        float[] code = Timesteps.code(t, 320);

        assertThat(new float[] {code[0], code[1], code[2], code[159], code[160], code[161], code[319]})
                .containsExactly(new float[] {c0, c1, c2, c159, c160, c161, c319}, within(1e-4f));
    }
}
