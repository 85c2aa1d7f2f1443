package io.diffferv.engine.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.temporal.WindowPlan.Chunk;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowPlanTest {
    @Test
    void aChunkSeesItsHaloAsFarAsTheClipGoes() {
        WindowPlan plan = new WindowPlan(8, 2);

        assertThat(plan.chunk(0, 20)).isEqualTo(new Chunk(0, 8, 0, 10));
        assertThat(plan.chunk(1, 20)).isEqualTo(new Chunk(8, 16, 6, 18));
        assertThat(plan.chunk(2, 20)).isEqualTo(new Chunk(16, 20, 14, 20));
        assertThat(plan.chunk(1, 20).lead()).isEqualTo(2);
        assertThat(plan.chunk(1, 20).size()).isEqualTo(8);
        assertThat(plan.chunk(1, 20).seen()).isEqualTo(12);
    }

    @Property(tries = 300)
    void everyFrameIsReturnedOnceAndSeenInsideTheClip(
            @ForAll @IntRange(min = 1, max = 32) int chunk,
            @ForAll @IntRange(min = 0, max = 8) int halo,
            @ForAll @IntRange(min = 1, max = 500) int frames) {
        WindowPlan plan = new WindowPlan(chunk, halo);

        long next = 0;
        for (long index = 0; index < plan.chunks(frames); index++) {
            Chunk part = plan.chunk(index, frames);
            assertThat(part.from()).isEqualTo(next);
            assertThat(part.size()).isBetween(1, chunk);
            assertThat(part.seenFrom()).isBetween(0L, part.from());
            assertThat(part.seenTo()).isBetween(part.to(), (long) frames);
            assertThat(part.lead()).isLessThanOrEqualTo(halo);
            next = part.to();
        }
        assertThat(next).isEqualTo(frames);
    }

    /** A longer clip changes only the chunks that see its former end. */
    @Property(tries = 300)
    void aChunkAwayFromTheEndIsTheSameHoweverLongTheClip(
            @ForAll @IntRange(min = 1, max = 32) int chunk,
            @ForAll @IntRange(min = 0, max = 8) int halo,
            @ForAll @IntRange(min = 1, max = 300) int frames,
            @ForAll @IntRange(min = 1, max = 300) int more) {
        WindowPlan plan = new WindowPlan(chunk, halo);

        for (long index = 0; (index + 1) * chunk + halo <= frames; index++) {
            assertThat(plan.chunk(index, frames + more)).isEqualTo(plan.chunk(index, frames));
        }
    }

    @Test
    void aChunkBehindTheClipIsRefused() {
        assertThatThrownBy(() -> new WindowPlan(8, 2).chunk(2, 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WindowPlan(8, 2).chunk(-1, 16)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chunksWithoutFramesAreRefused() {
        assertThatThrownBy(() -> new WindowPlan(0, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WindowPlan(8, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
