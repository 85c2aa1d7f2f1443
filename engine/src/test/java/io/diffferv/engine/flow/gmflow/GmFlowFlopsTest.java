package io.diffferv.engine.flow.gmflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GmFlowFlopsTest {
    /** method.md J.5: 0.195 TFLOP for a pair of 512x512, measured on the published module. */
    @Test
    void pairCostsWhatThePublishedModuleDoes() {
        assertThat(GmFlowFlops.count(512 * 512)).isCloseTo(0.195e12, within(0.0005e12));
    }
}
