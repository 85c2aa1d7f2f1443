package io.diffferv.engine.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.temporal.TemporalSettings.Placement;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameWindowsTest {
    /** Windows of frames 0, 1, ... typed from method.md C.1. */
    @ParameterizedTest
    @CsvSource({
        "OFF, 3, 3, 0, 0 1 2",
        "CENTRED, 5, 3, 0, 012 012 123 234 234",
        "CENTRED, 5, 1, 0, 0 1 2 3 4",
        "CENTRED, 2, 3, 0, 01 01",
        "CENTRED, 5, 4, 0, 0123 0123 0123 1234 1234",
        "CAUSAL, 5, 3, 0, 000 001 012 123 234",
        "FIRST_PREVIOUS, 5, 3, 0, 000 001 012 023 034",
        "FIRST_PREVIOUS, 3, 1, 0, 0 1 2",
        "DISJOINT, 7, 3, 0, 012 012 012 345 345 345 456",
        "DISJOINT, 7, 3, 1, 012 012 234 234 234 456 456",
        "DISJOINT, 2, 3, 2, 01 01"
    })
    void windowsAreThose(Placement placement, int frames, int w, int offset, String expected) {
        String windows = Arrays.stream(FrameWindows.of(placement, frames, w, offset))
                .map(window -> LongStream.of(window).mapToObj(Long::toString).collect(Collectors.joining()))
                .collect(Collectors.joining(" "));

        assertThat(windows).isEqualTo(expected);
    }

    @Property(tries = 500)
    void everyFrameSeesItselfAndAsManyFramesOfTheClipAsEveryOther(
            @ForAll Placement placement,
            @ForAll @IntRange(min = 1, max = 30) int frames,
            @ForAll @IntRange(min = 1, max = 16) int w,
            @ForAll @IntRange(min = 0, max = 15) int offset) {
        long[][] windows = FrameWindows.of(placement, frames, w, offset % w);

        assertThat(windows).hasDimensions(frames, placement == Placement.OFF ? 1 : Math.min(w, frames));
        for (int i = 0; i < frames; i++) {
            assertThat(windows[i]).contains(i);
            assertThat(LongStream.of(windows[i])).allMatch(frame -> frame >= 0 && frame < frames);
        }
    }

    @Property(tries = 500)
    void runsOfTheSequenceAreTheCentredWindows(
            @ForAll @IntRange(min = 1, max = 30) int frames, @ForAll @IntRange(min = 1, max = 16) int w) {
        int n = Math.min(w, frames);
        long[] sequence = FrameWindows.sequence(frames, w);

        long[][] windows = FrameWindows.of(Placement.CENTRED, frames, w, 0);
        assertThat(sequence).hasSize(frames + n - 1);
        for (int i = 0; i < frames; i++) {
            long[] seen = Arrays.stream(sequence, i, i + n).sorted().toArray();
            assertThat(seen).isEqualTo(windows[i]);
        }
    }
}
