package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.edit.WorkingSize.Resolved;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingSizeTest {
    @ParameterizedTest
    @CsvSource({
        "360, 288, 256, 320, 384, 320",
        "1920, 1080, 256, 320, 576, 320",
        "1920, 1080, 512, 512, 896, 512",
        "1080, 1920, 512, 512, 512, 896",
        "256, 256, 256, 320, 256, 256",
        "8, 8, 256, 320, 256, 256"
    })
    void automaticallyTheShortSideIsTheOneTheModelPrefersAsFarAsTheSourceHasIt(
            int sourceWidth, int sourceHeight, int trained, int preferred, int width, int height) {
        assertThat(WorkingSize.AUTO.resolve(sourceWidth, sourceHeight, trained, preferred))
                .isEqualTo(new Resolved(width, height));
    }

    @ParameterizedTest
    @CsvSource({"512, 384, 512, 384", "500, 100, 512, 128", "1, 1, 64, 64"})
    void aGivenSizeIsRoundedTo64(int width, int height, int roundedWidth, int roundedHeight) {
        assertThat(new WorkingSize(width, height, 0).resolve(1920, 1080, 256, 256))
                .isEqualTo(new Resolved(roundedWidth, roundedHeight));
    }

    @ParameterizedTest
    @CsvSource({"384, 704, 384", "128, 256, 128"})
    void aGivenShortSideKeepsTheSourcesShape(int shortSide, int width, int height) {
        assertThat(new WorkingSize(0, 0, shortSide).resolve(1920, 1080, 256, 256))
                .isEqualTo(new Resolved(width, height));
    }

    @Property
    void sidesAreMultiplesOf64AndFollowTheSource(
            @ForAll @IntRange(min = 1, max = 4096) int width, @ForAll @IntRange(min = 1, max = 4096) int height) {
        Resolved size = WorkingSize.AUTO.resolve(width, height, 256, 256);

        assertThat(size.width() % 64).isZero();
        assertThat(size.height() % 64).isZero();
        assertThat(Math.min(size.width(), size.height())).isEqualTo(256);
        assertThat(Integer.compare(size.width(), size.height())).isIn(0, Integer.compare(width, height));
    }
}
