package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IdentityConsistencyTest {
    private final IdentityConsistency identity = new IdentityConsistency();

    @Test
    void isOneForAnUntouchedClip() {
        for (double angle : new double[] {0, 0.2, 0.5}) {
            identity.add(unit(angle), unit(angle));
        }
        assertThat(identity.similarity()).isCloseTo(1, within(1e-6));
        assertThat(identity.local()).isCloseTo(1, within(1e-6));
        assertThat(identity.global()).isCloseTo(1, within(1e-6));
    }

    @Test
    void comparesTheCosinesOfTheEditWithTheSources() {
        // Source angles 0, 0.2, 0.5 and edited 0, 0.3, 0.9: ratios of cosines of their differences.
        identity.add(unit(0), unit(0));
        identity.add(unit(0.2), unit(0.3));
        identity.add(unit(0.5), unit(0.9));
        double first = Math.cos(0.3) / Math.cos(0.2);
        double second = Math.cos(0.6) / Math.cos(0.3);
        double across = Math.cos(0.9) / Math.cos(0.5);
        assertThat(identity.local()).isCloseTo((first + second) / 2, within(1e-6));
        assertThat(identity.global()).isCloseTo((first + second + across) / 3, within(1e-6));
        assertThat(identity.similarity()).isCloseTo((1 + Math.cos(0.1) + Math.cos(0.4)) / 3, within(1e-6));
    }

    @Test
    void doesNotTakeFramesAroundAGapForNeighbours() {
        identity.add(unit(0), unit(0));
        identity.skip();
        identity.add(unit(0.5), unit(0.9));
        assertThat(identity.local()).isNull();
        assertThat(identity.global()).isCloseTo(Math.cos(0.9) / Math.cos(0.5), within(1e-6));
    }

    @Test
    void hasNoNumbersWithoutFaces() {
        identity.skip();
        assertThat(identity.similarity()).isNull();
        assertThat(identity.global()).isNull();
    }

    private static float[] unit(double angle) {
        return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
    }
}
