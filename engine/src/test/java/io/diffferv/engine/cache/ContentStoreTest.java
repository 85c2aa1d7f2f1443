package io.diffferv.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentStoreTest {
    private static final String KEY = StoreUser.key(1);

    /** Bytes of an entry's file beside its content. */
    private static final int FRAMING = 16;

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temporary.resolve("not/yet/there");
    }

    @Test
    void givesBackWhatWasPut() {
        ContentStore store = new ContentStore(folder, 1000);
        assertThat(store.get(KEY)).isEmpty();
        store.put(KEY, out -> out.write(new byte[] {1, 2, 3}));
        assertThat(store.get(KEY)).hasValue(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(new ContentStore(folder, 1000).get(KEY))
                .hasValueSatisfying(found -> assertThat(found.isReadOnly()).isTrue());
        store.put(KEY, out -> out.write(new byte[0]));
        assertThat(store.get(KEY))
                .hasValueSatisfying(found -> assertThat(found.remaining()).isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 10, 11, 18})
    void dropsAnEntryWithAChangedByte(int place) throws IOException {
        ContentStore store = new ContentStore(folder, 1000);
        store.put(KEY, out -> out.write(new byte[] {1, 2, 3}));
        byte[] bytes = Files.readAllBytes(entry(KEY));
        bytes[place] ^= 4;
        Files.write(entry(KEY), bytes);
        assertThat(store.get(KEY)).isEmpty();
        assertThat(entry(KEY)).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 15, 18})
    void dropsACutEntry(int length) throws IOException {
        ContentStore store = new ContentStore(folder, 1000);
        store.put(KEY, out -> out.write(new byte[] {1, 2, 3}));
        Files.write(entry(KEY), Arrays.copyOf(Files.readAllBytes(entry(KEY)), length));
        assertThat(store.get(KEY)).isEmpty();
        assertThat(entry(KEY)).doesNotExist();
    }

    @Test
    void whatWasGivenOutOutlivesItsEntry() throws IOException {
        ContentStore store = new ContentStore(folder, 1000);
        store.put(KEY, out -> out.write(new byte[] {1, 2, 3}));
        ByteBuffer found = store.get(KEY).orElseThrow();
        Files.delete(entry(KEY));
        assertThat(found).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() throws IOException {
        ContentStore store = new ContentStore(folder, 3 * (100 + FRAMING));
        for (int number = 1; number <= 3; number++) {
            store.put(StoreUser.key(number), out -> out.write(new byte[100]));
            // Ages are set by hand, since a file system's clock may be coarse.
            Files.setLastModifiedTime(
                    entry(StoreUser.key(number)), FileTime.from(Instant.now().minusSeconds(100 - number)));
        }
        assertThat(store.get(StoreUser.key(1))).isPresent();
        store.put(StoreUser.key(4), out -> out.write(new byte[100]));
        assertThat(keysPresent(store)).containsExactly(1, 3, 4);
        store.put(StoreUser.key(5), out -> out.write(new byte[250]));
        assertThat(keysPresent(store)).containsExactly(5);
    }

    @Test
    void anEntryOverTheBoundIsNotKept() {
        ContentStore store = new ContentStore(folder, 99);
        store.put(KEY, out -> out.write(new byte[100]));
        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void aSmallerBoundHoldsFromTheStart() {
        new ContentStore(folder, 1000).put(KEY, out -> out.write(new byte[100]));
        assertThat(new ContentStore(folder, 100).get(KEY)).isEmpty();
    }

    @Test
    void aFailedPutLeavesTheOldEntryAndNoLitter() {
        ContentStore store = new ContentStore(folder, 1000);
        store.put(KEY, out -> out.write(new byte[] {1}));
        assertThatThrownBy(() -> store.put(KEY, out -> {
                    out.write(new byte[10]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TRY_AGAIN));
        assertThat(store.get(KEY)).hasValue(ByteBuffer.wrap(new byte[] {1}));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder(".lock", KEY + ".entry");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        ContentStore store = new ContentStore(Path.of("/proc/diffferv"), 1000);
        assertThat(store.get(KEY)).isEmpty();
        assertThatThrownBy(() -> store.put(KEY, out -> out.write(1)))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_INPUT))
                .hasMessageContaining("/proc/diffferv");
    }

    @Test
    void clearsAwayWhatDeadProcessesLeft() throws IOException {
        String id = ".01234567-89ab-cdef-0123-456789abcdef.partial";
        Path dead = partial("." + KEY + ".entry.999999999" + id, 700);
        Path justNow = partial("." + KEY + ".entry.999999998" + id, 0);
        Path alive = partial("." + KEY + ".entry." + ProcessHandle.current().pid() + id, 700);
        new ContentStore(folder, 1000);
        assertThat(dead).doesNotExist();
        assertThat(justNow).exists();
        assertThat(alive).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../etc/passwd", "ABC", "0"})
    void takesOnlyHashesForKeys(String key) {
        assertThatThrownBy(() -> new ContentStore(folder, 1000).get(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void processesAndThreadsShareAFolder() throws Exception {
        long bound = 5L * (StoreUser.ENTRY_BYTES + FRAMING);
        List<Process> processes = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int seed = 0; seed < 2; seed++) {
                processes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StoreUser.class.getName(),
                                folder.toString(),
                                Long.toString(bound),
                                Integer.toString(seed))
                        .redirectErrorStream(true)
                        .redirectOutput(temporary.resolve("process-" + seed).toFile())
                        .start());
            }
            ContentStore store = new ContentStore(folder, bound);
            Future<?> one = threads.submit(() -> StoreUser.use(store, 2));
            Future<?> two = threads.submit(() -> StoreUser.use(store, 3));
            one.get(60, TimeUnit.SECONDS);
            two.get(60, TimeUnit.SECONDS);
            for (int seed = 0; seed < 2; seed++) {
                assertThat(processes.get(seed).waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(processes.get(seed).exitValue())
                        .as(Files.readString(temporary.resolve("process-" + seed)))
                        .isZero();
            }
            assertThat(keysPresent(store)).isNotEmpty();
        } finally {
            threads.shutdownNow();
            processes.forEach(Process::destroyForcibly);
        }
        assertThat(sizes("*.entry").sum()).isBetween(1L, bound);
        assertThat(sizes("*.partial").count()).isZero();
    }

    private Stream<Path> list(String pattern) throws IOException {
        try (var files = Files.newDirectoryStream(folder, pattern)) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found.stream();
        }
    }

    private LongStream sizes(String pattern) throws IOException {
        return list(pattern).mapToLong(path -> path.toFile().length());
    }

    private List<Integer> keysPresent(ContentStore store) {
        return Stream.iterate(0, number -> number + 1)
                .limit(StoreUser.KEYS)
                .filter(number -> store.get(StoreUser.key(number)).isPresent())
                .toList();
    }

    private Path entry(String key) {
        return folder.resolve(key + ".entry");
    }

    private Path partial(String name, int age) throws IOException {
        Files.createDirectories(folder);
        Path path = Files.write(folder.resolve(name), new byte[10]);
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(age)));
    }
}
