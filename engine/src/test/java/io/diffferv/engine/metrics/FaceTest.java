package io.diffferv.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceTest {
    @Test
    void coversItsBoxAndTheMargin() {
        Face face = face(10, 20, 8, 4);
        assertThat(face.covers(8, 19, 0.25f)).isTrue();
        assertThat(face.covers(20, 25, 0.25f)).isTrue();
        assertThat(face.covers(7, 20, 0.25f)).isFalse();
        assertThat(face.covers(10, 26, 0.25f)).isFalse();
    }

    @Test
    void isNoFaceOutsideTheFrame() {
        assertThat(face(-5, -5, 8, 8).overlaps(10, 10)).isTrue();
        assertThat(face(-5, 0, 5, 8).overlaps(10, 10)).isFalse();
        assertThat(face(0, 10, 5, 8).overlaps(10, 10)).isFalse();
        assertThat(face(0, 0, 0, 8).overlaps(10, 10)).isFalse();
        assertThat(face(Float.NaN, 0, 5, 8).overlaps(10, 10)).isFalse();
    }

    @Test
    void hasFiveLandmarks() {
        assertThatThrownBy(() -> new Face(0, 0, 1, 1, List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Face face(float x, float y, float width, float height) {
        return new Face(x, y, width, height, Collections.nCopies(5, new Face.Landmark(0, 0)), 1);
    }
}
