package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArraySpecTest {
    @Test
    void neighboursAreOneRange() {
        assertThat(ArraySpec.of(List.of())).isEmpty();
        assertThat(ArraySpec.of(List.of(3))).isEqualTo("3");
        assertThat(ArraySpec.of(List.of(0, 1, 4, 7, 8, 9))).isEqualTo("0-1,4,7-9");
    }
}
