package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plan of two chunks, both finished, that each test spoils in its own way. What is done again comes out of the cache.
 */
abstract class FinishedPlan {
    static Path finished;

    @TempDir
    Path folder;

    Path plan;
    Path chunks;

    @BeforeAll
    static void finish(@TempDir Path once) throws IOException {
        finished = once;
        Path clip = Fixture.clipIn(once);
        Path made = Fixture.plan(clip, once.resolve("plan.json"), Fixture.values(5, 0), 2);
        Fixture.work(made, cache(), 0, 1);
    }

    @BeforeEach
    void copy() {
        Fixture.copy(finished, folder);
        plan = folder.resolve("plan.json");
        chunks = folder.resolve("plan.chunks");
    }

    static Path cache() {
        return finished.resolve("cache");
    }

    void workOnAll() {
        work(0, 1);
    }

    List<String> work(Integer index, Integer stripes) {
        return Fixture.work(plan, cache(), index, stripes);
    }

    void join() {
        Path out = folder.resolve("joined.mkv");
        try {
            assertThat(Fixture.join(plan, out)).isNotEmptyFile();
        } finally {
            assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".part"));
        }
    }

    Path marker(int index) {
        return chunks.resolve("%05d.json".formatted(index));
    }

    /** The chunk's file as it was, whether it is there or not. */
    Path video(int index) {
        try (Stream<Path> files = Files.list(finished.resolve("plan.chunks"))) {
            String begin = "%05d-".formatted(index);
            return chunks.resolve(files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(begin))
                    .findFirst()
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void refused(FailureCode code, ThrowingCallable attempt, String... said) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(said);
    }
}
