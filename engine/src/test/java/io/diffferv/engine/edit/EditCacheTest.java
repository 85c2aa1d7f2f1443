package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditCacheTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String OTHER_KEY = "f".repeat(64);
    private static final int WIDTH = 6;
    private static final int HEIGHT = 4;
    private static final float HALF_A_STEP = 0.5f / 65535 + 1e-7f;

    @TempDir
    Path folder;

    private EditCache cache;

    @BeforeEach
    void open() {
        cache = Tiny.cache(folder);
    }

    @Test
    void latentsComeBackBitForBit() {
        List<float[]> levels = List.of(random(1, 7), random(2, 7), new float[] {
            Float.MIN_VALUE, -0.0f, Float.MAX_VALUE, 1 / 3f, -1e-30f, 0, 12345.678f
        });

        cache.keep(KEY, levels);

        List<float[]> found = Tiny.cache(folder).find(KEY, 3, 7).orElseThrow();
        for (int i = 0; i < levels.size(); i++) {
            assertThat(found.get(i)).containsExactly(levels.get(i));
        }
    }

    @Test
    void anotherShapeIsNotFound() {
        cache.keep(KEY, List.of(random(1, 6), random(2, 6)));

        assertThat(cache.find(KEY, 2, 6)).isPresent();
        assertThat(cache.find(KEY, 3, 6)).isEmpty();
        assertThat(cache.find(KEY, 2, 5)).isEmpty();
        assertThat(cache.find(OTHER_KEY, 2, 6)).isEmpty();
        assertThat(cache.findChunk(KEY, WIDTH, HEIGHT, 1)).isEmpty();
    }

    /** What the first run goes on with is what a run that resumes will read. */
    @Test
    void aKeptChunkIsReadBackAsItIs() {
        EditedChunk chunk = chunk(3);
        KeptChunk kept = KeptChunk.of(chunk);

        cache.keepChunk(KEY, kept);
        KeptChunk found = Tiny.cache(folder).findChunk(KEY, WIDTH, HEIGHT, 3).orElseThrow();

        assertThat(found.width()).isEqualTo(WIDTH);
        assertThat(found.height()).isEqualTo(HEIGHT);
        for (int i = 0; i < 3; i++) {
            assertThat(found.edited(i)).containsExactly(kept.edited(i));
            assertThat(found.baseline(i)).containsExactly(kept.baseline(i));
            assertThat(kept.edited(i)).containsExactly(chunk.edited().get(i), within(HALF_A_STEP));
            assertThat(kept.baseline(i)).containsExactly(chunk.baseline().get(i), within(HALF_A_STEP));
        }
    }

    @Test
    void blackAndWhiteAreKeptExactly() {
        float[] ends = random(1, 3 * WIDTH * HEIGHT);
        ends[0] = 0;
        ends[1] = 1;

        KeptChunk kept = KeptChunk.of(new EditedChunk(WIDTH, HEIGHT, List.of(ends), List.of(ends)));

        assertThat(kept.edited(0)[0]).isZero();
        assertThat(kept.edited(0)[1]).isOne();
    }

    @Test
    void aChunkOfAnotherSizeIsNotFound() {
        cache.keepChunk(KEY, KeptChunk.of(chunk(3)));

        assertThat(cache.findChunk(KEY, WIDTH, HEIGHT, 2)).isEmpty();
        assertThat(cache.findChunk(KEY, WIDTH + 1, HEIGHT, 3)).isEmpty();
        assertThat(cache.findChunk(OTHER_KEY, WIDTH, HEIGHT, 3)).isEmpty();
    }

    private static EditedChunk chunk(int frames) {
        List<float[]> edited = new ArrayList<>();
        List<float[]> baseline = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            edited.add(random(i, 3 * WIDTH * HEIGHT));
            baseline.add(random(100 + i, 3 * WIDTH * HEIGHT));
        }
        return new EditedChunk(WIDTH, HEIGHT, edited, baseline);
    }

    private static float[] random(int seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
