package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.storage.FileDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A plan of two chunks, both finished, that each test spoils in its own way. What is done again comes out of the cache.
 */
class FarmBadInputTest {
    private static Path finished;

    @TempDir
    Path folder;

    private Path plan;
    private Path chunks;

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

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{", "\u0000", "7", "{\"schema\": 1, \"key\": null}"})
    void aPlanThatIsNone(String content) throws IOException {
        Files.writeString(plan, content);

        refused(FailureCode.PLAN, this::workOnAll, "plan.json", "farm plan");
    }

    @Test
    void aPlanThatIsNotThere() {
        refused(FailureCode.PLAN, () -> Farm.open(folder.resolve("other.json"), Fixture.PROGRAM), "NoSuchFile");
    }

    @ParameterizedTest
    @CsvSource({
        "an old man, a young man",
        "\"halo\": 0, \"halo\": 1",
        "\"out\": 4, \"out\": 3",
        "\"cut\": true, \"cot\": true"
    })
    void aPlanThatWasEdited(String planned, String edited) throws IOException {
        replace(planned, edited);

        refused(FailureCode.PLAN, this::workOnAll, "changed after it was made");
    }

    @Test
    void aPlanOfAnotherSchema() throws IOException {
        replace("diffferv-farm-plan/1", "diffferv-farm-plan/2");

        refused(FailureCode.PLAN, this::workOnAll, "diffferv-farm-plan/2");
    }

    @Test
    void aPlanOfAnotherVersion() {
        Farm other = Farm.open(plan, "diffferv 99");

        refused(
                FailureCode.PLAN,
                () -> other.join(other.job(folder.resolve("o.mkv"), null, true), frames -> {}),
                "another version",
                "diffferv 99");
    }

    @Test
    void aPlanWhoseNameIsTaken() {
        refused(
                FailureCode.BAD_REQUEST,
                () -> Fixture.plan(folder.resolve("clip.mkv"), plan, Fixture.values(5, 0), 2),
                "a plan already");
    }

    @Test
    void aClipThatChanged() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("clip.mkv"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve("clip.mkv"), bytes);

        refused(FailureCode.PLAN, this::workOnAll, "clip.mkv", "changed");
        refused(FailureCode.PLAN, this::join, "clip.mkv", "changed");
    }

    @Test
    void aClipThatIsGone() throws IOException {
        Files.delete(folder.resolve("clip.mkv"));

        refused(FailureCode.BAD_INPUT, this::workOnAll, "clip.mkv");
    }

    @Test
    void aPlanThatNamesAClipElsewhere() throws IOException {
        Farm farm = Farm.open(plan, Fixture.PROGRAM);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

        farm.requireWithin(List.of(folder));
        refused(FailureCode.REFUSED, () -> farm.requireWithin(List.of(elsewhere)), "names a clip outside", "clip.mkv");
    }

    @Test
    void aPlanThatNamesAModelElsewhere() {
        PlanFile made = PlanFile.read(plan);
        Path other = withModel(
                new FarmPlan.Model(folder.toString(), made.plan().model().sha256()));

        refused(
                FailureCode.REFUSED,
                () -> Farm.open(other, Fixture.PROGRAM).requireWithin(List.of(chunks, folder.resolve("clip.mkv"))),
                "names a model outside");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 10_000})
    void anIndexOutOfRange(int index) {
        refused(FailureCode.PLAN, () -> work(index, null), "--index", "0 to 1");
    }

    @Test
    void noIndexAtAll() {
        refused(FailureCode.PLAN, () -> work(null, null), "SLURM_ARRAY_TASK_ID");
    }

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
                    .flatMap(FarmBadInputTest::lines)
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
                first.conditions(),
                "cpu",
                "late",
                "",
                1);

        assertThat(shelf.commit(share, attempt, late)).isEqualTo(ChunkShelf.Outcome.DIFFERENT);

        assertThat(shelf.find(share)).contains(first);
        assertThat(chunks.toFile().list()).hasSize(4);
    }

    @Test
    void aModelThatIsNotThePlannedOne() {
        Path other =
                withModel(new FarmPlan.Model(PlanFile.read(plan).plan().model().name(), "0".repeat(64)));

        refused(FailureCode.MODEL, () -> Fixture.work(other, cache(), 0, 1), "planned model");
    }

    @Test
    void aMachineOfAnotherKind() {
        Path other = folder.resolve("other.json");
        Path clip = folder.resolve("clip.mkv");
        Fixture.plan(other, new FarmPlanner.Request(clip, Fixture.FRAMES, Fixture.values(5, 0), 2, "sm_90"));

        refused(FailureCode.TRY_AGAIN, () -> Fixture.work(other, cache(), 0, 1), "sm_90");
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

    /** A second plan that differs in its model. */
    private Path withModel(FarmPlan.Model model) {
        FarmPlan old = PlanFile.read(plan).plan();
        FarmPlan made = new FarmPlan(
                old.schema(),
                old.source(),
                old.settings(),
                model,
                old.device(),
                old.threads(),
                old.versions(),
                old.conditions(),
                old.grid(),
                old.chunks());
        return PlanFile.create(folder.resolve("other.json"), made).file();
    }

    private static Path cache() {
        return finished.resolve("cache");
    }

    private void workOnAll() {
        work(0, 1);
    }

    private List<String> work(Integer index, Integer stripes) {
        return Fixture.work(plan, cache(), index, stripes);
    }

    private void join() {
        Path out = folder.resolve("joined.mkv");
        try {
            assertThat(Fixture.join(plan, out)).isNotEmptyFile();
        } finally {
            assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".part"));
        }
    }

    private static Stream<String> lines(Future<List<String>> task) {
        try {
            return task.get().stream();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void replace(String planned, String edited) throws IOException {
        String text = Files.readString(plan);
        assertThat(text).contains(planned);
        Files.writeString(plan, text.replace(planned, edited));
    }

    private Path marker(int index) {
        return chunks.resolve("%05d.json".formatted(index));
    }

    /** The chunk's file as it was, whether it is there or not. */
    private Path video(int index) {
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

    private static void refused(FailureCode code, ThrowingCallable attempt, String... said) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(said);
    }
}
