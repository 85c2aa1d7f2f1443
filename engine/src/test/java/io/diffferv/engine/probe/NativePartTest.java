package io.diffferv.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativePartTest {
    @ParameterizedTest
    @CsvSource({"LIBTORCH, 2\\.7\\.1.*", "OPENCV, 4\\.13\\.0", "'FFMPEG', '8\\.0\\.1, LGPL version 3 or later'"})
    void theBundledPartsLoadInTheVersionsOfTheBuild(NativePart part, String detail) {
        assertThat(part.probe().detail()).matches(detail);
        assertThat(part.probe().loaded()).isTrue();
    }
}
