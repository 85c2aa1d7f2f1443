package io.diffferv.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.tensor.BatchSlices.Slice;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSlicesTest {
    @Test
    void aBatchThatFitsIsOneSliceOfAllBranches() {
        assertThat(BatchSlices.of(3, 4, 12).slices()).containsExactly(new Slice(0, 12, 0, 3));
    }

    @Test
    void aBatchThatDoesNotFitIsCutInsideItsBranches() {
        assertThat(BatchSlices.of(2, 3, 2).slices())
                .containsExactly(
                        new Slice(0, 2, 0, 1), new Slice(2, 3, 0, 1), new Slice(3, 5, 1, 1), new Slice(5, 6, 1, 1));
    }

    @Test
    void slicesAreAsLargeAsEachOther() {
        assertThat(BatchSlices.of(2, 10, 4).slices()).extracting(Slice::size).containsExactly(4, 3, 3, 4, 3, 3);
    }

    @Property(tries = 300)
    void slicesCoverTheBatchInOrderAndStayInsideABranch(
            @ForAll @IntRange(min = 1, max = 4) int branches,
            @ForAll @IntRange(min = 1, max = 40) int frames,
            @ForAll @IntRange(min = 1, max = 200) int most) {
        BatchSlices slices = BatchSlices.of(branches, frames, most);

        int next = 0;
        for (Slice slice : slices.slices()) {
            assertThat(slice.from()).isEqualTo(next);
            assertThat(slice.size()).isBetween(1, most);
            assertThat(slice.firstBranch()).isEqualTo(slice.from() / frames);
            assertThat((slice.to() - 1) / frames).isEqualTo(slice.firstBranch() + slice.branches() - 1);
            assertThat(slice.branches()).isEqualTo(slices.whole() ? branches : 1);
            next = slice.to();
        }
        assertThat(next).isEqualTo(branches * frames);
    }

    @Property(tries = 300)
    void otherBranchesAreSplitNoCoarser(
            @ForAll @IntRange(min = 1, max = 4) int branches,
            @ForAll @IntRange(min = 1, max = 4) int others,
            @ForAll @IntRange(min = 1, max = 20) int frames,
            @ForAll @IntRange(min = 1, max = 90) int most) {
        BatchSlices split = BatchSlices.of(branches, frames, most).withBranches(others);

        assertThat(split.branches()).isEqualTo(others);
        assertThat(split.frames()).isEqualTo(frames);
        assertThat(split.slices()).allSatisfy(slice -> assertThat(slice.size()).isLessThanOrEqualTo(most));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0"})
    void nothingToSplitIsRefused(int branches, int frames, int most) {
        assertThatThrownBy(() -> BatchSlices.of(branches, frames, most)).isInstanceOf(IllegalArgumentException.class);
    }
}
