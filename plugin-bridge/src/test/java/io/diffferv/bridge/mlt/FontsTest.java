package io.diffferv.bridge.mlt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FontsTest {
    @Test
    void familiesAreKnownByEveryNameAndInAnyCase() {
        Fonts fonts = new Fonts(() -> List.of("DejaVu Sans,DejaVu Sans Condensed", "Some\\-thing"));

        assertThat(List.of("DejaVu Sans", "dejavu sans condensed", "Some-thing", "Sans", "Monospace"))
                .allMatch(fonts::has);
        assertThat(List.of("DejaVu", "Arial", "Sans Condensed")).noneMatch(fonts::has);
    }

    @Test
    void aMachineThatCannotSayRefusesNone() {
        assertThat(new Fonts(List::of).has("Arial")).isTrue();
    }
}
