package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.storage.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the chunks, and with those who make them. */
class BadChunkTest extends FinishedPlan {
    @Test
    void aChunkThatIsMissing() throws IOException {
        Files.delete(video(1));

        isDoneAgain("1", 1);
    }

    @Test
    void aChunkThatIsTruncated() throws IOException {
        byte[] bytes = Files.readAllBytes(video(0));
        Files.write(video(0), java.util.Arrays.copyOf(bytes, bytes.length - 1));

        isDoneAgain("0", 0);
    }

    @Test
    void aChunkWithOneWrongBit() throws IOException {
        byte[] bytes = Files.readAllBytes(video(1));
        bytes[bytes.length / 2] ^= 4;
        Files.write(video(1), bytes);

        isDoneAgain("1", 1);
    }

    @Test
    void theMarkerOfAnotherChunk() throws IOException {
        Files.copy(marker(0), marker(1), StandardCopyOption.REPLACE_EXISTING);

        isDoneAgain("1", 1);
    }

    @Test
    void aChunkOfAnotherPlan() throws IOException {
        String marker = Files.readString(marker(0));
        Files.writeString(marker(0), marker.replaceFirst("\"key\":\"....", "\"key\":\"0000"));

        isDoneAgain("0", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "{\"i\": \"x\"}", "{\"key\": null}"})
    void aMarkerThatIsNone(String content) throws IOException {
        Files.writeString(marker(0), content);

        isDoneAgain("0", 0);
    }

    @Test
    void filesOfEarlierAttemptsDoNotMatter() throws IOException {
        Files.write(chunks.resolve("00000-%s.mkv".formatted("0".repeat(64))), new byte[9]);
        Files.write(chunks.resolve(".00000.elsewhere.7.%s.mkv.part".formatted("0".repeat(36))), new byte[9]);

        join();
    }

    @Test
    void whatAKilledTaskOfThisMachineLeftIsSwept() throws IOException {
        String dead = Worker.name().replaceFirst("\\.\\d+$", ".999999999");
        Path left = Files.write(chunks.resolve(".00000.%s.%s.mkv.part".formatted(dead, "0".repeat(36))), new byte[9]);

        work(0, 1);

        assertThat(left).doesNotExist();
        assertThat(List.of(video(0), video(1)))
                .allSatisfy(video -> assertThat(video).exists());
    }

    @Test
    void chunksOfDifferentMachines() throws IOException {
        String marker = Files.readString(marker(1));
        Files.writeString(marker(1), marker.replaceFirst("\"conditions\":\"....", "\"conditions\":\"0000"));

        refused(FailureCode.PLAN, this::join, "different ways", "chunk 0 and 1");
    }

    @Test
    void aClockThatIsWrong() throws IOException {
        Files.setLastModifiedTime(marker(0), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        Files.setLastModifiedTime(video(1), FileTime.from(Instant.parse("2101-01-01T00:00:00Z")));

        assertThat(work(0, 1)).allMatch(line -> line.endsWith("done already"));
        join();
    }

    @Test
    void aShareThatCannotBeWritten() throws IOException {
        for (Path file : List.of(video(0), video(1), marker(0), marker(1))) {
            Files.delete(file);
        }
        Files.delete(chunks);
        Files.writeString(chunks, "no folder");

        refused(FailureCode.BAD_INPUT, this::workOnAll, "plan.chunks");
    }

    @Test
    void aTaskThatIsToldToEndLeavesNothingAndCanBeTriedAgain() throws IOException {
        Files.delete(marker(0));

        refused(
                FailureCode.TRY_AGAIN,
                () -> Fixture.work(plan, cache(), 0, null, Fixture.listener(true)),
                "told to end");

        assertThat(chunks.toFile().list()).noneMatch(name -> name.endsWith(".part"));
        isDoneAgain("0", 0);
    }

    @Test
    void ofTwoWorkersOnOneChunkOneWins() throws Exception {
        Files.delete(marker(0));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            Callable<List<String>> one = () -> Fixture.work(plan, cache(), 0, null);
            Callable<List<String>> other = () -> Fixture.work(plan, cache(), 0, null);
            List<String> said = both.invokeAll(List.of(one, other)).stream()
                    .flatMap(BadChunkTest::lines)
                    .toList();

            assertThat(said).filteredOn(line -> line.contains("committed")).hasSize(1);
            assertThat(said).noneMatch(line -> line.contains("DIFFERENT"));
        } finally {
            both.shutdown();
        }
        assertThat(chunks.toFile().list()).hasSize(4);
        join();
    }

    @Test
    void theFirstOfTwoDifferentResultsStays() throws IOException {
        ChunkShelf shelf = new ChunkShelf(PlanFile.read(plan));
        Share share = PlanFile.read(plan).plan().chunks().get(0);
        Marker first = shelf.find(share).orElseThrow();
        Path attempt = Files.write(shelf.attempt(share), new byte[9]);
        Marker late = new Marker(
                first.key(),
                0,
                FileDigest.hex(attempt),
                9,
                "other",
                first.frames(),
                first.edited(),
                0,
                first.conditions(),
                "cpu",
                "late",
                "",
                1);

        assertThat(shelf.commit(share, attempt, late)).isEqualTo(ChunkShelf.Outcome.DIFFERENT);

        assertThat(shelf.find(share)).contains(first);
        assertThat(chunks.toFile().list()).hasSize(4);
    }

    /** The chunk is known to be bad, is made again alone, and is as good as before. */
    private void isDoneAgain(String todo, int index) throws IOException {
        FileTime untouched = Files.getLastModifiedTime(marker(1 - index));
        assertThat(Farm.open(plan, Fixture.PROGRAM).todo()).isEqualTo(todo);
        refused(FailureCode.TRY_AGAIN, this::join, "missing or damaged: " + todo);

        List<String> said = work(0, 1);

        assertThat(said).filteredOn(line -> line.contains("committed")).hasSize(1);
        assertThat(Files.getLastModifiedTime(marker(1 - index))).isEqualTo(untouched);
        assertThat(video(index))
                .hasSameBinaryContentAs(
                        finished.resolve("plan.chunks").resolve(video(index).getFileName()));
        join();
    }

    private static Stream<String> lines(Future<List<String>> task) {
        try {
            return task.get().stream();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
