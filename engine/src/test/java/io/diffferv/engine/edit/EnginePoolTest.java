package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.Face256;
import io.diffferv.engine.Measured;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EnginePoolTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final PipelineKey KEY = key(Face256.folder());
    private static final int CALLERS = 4;

    @TempDir
    Path folder;

    private final EnginePool pool = new EnginePool(1);
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @AfterEach
    void close() {
        callers.shutdownNow();
        pool.close();
    }

    @Test
    void callersOfOneKeyTakeTurnsWithOnePipeline() throws Exception {
        Set<EditPipeline> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(CALLERS * 5);
        for (int i = 0; i < CALLERS * 5; i++) {
            callers.execute(() -> pool.with(KEY, pipeline -> {
                seen.add(pipeline);
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.yield();
                inside.decrementAndGet();
                done.countDown();
                return null;
            }));
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(1);
        assertThat(most).hasValue(1);
        assertThat(pool.loaded()).isOne();
    }

    @Test
    void aFailedPipelineIsReplaced() {
        EditPipeline first = pool.with(KEY, pipeline -> pipeline);

        assertThatThrownBy(() -> pool.with(KEY, pipeline -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");

        assertThat(pool.loaded()).isZero();
        assertThat(pool.<EditPipeline>with(KEY, pipeline -> pipeline)).isNotSameAs(first);
    }

    @Test
    void aCancelledPipelineStays() {
        EditPipeline first = pool.with(KEY, pipeline -> pipeline);

        assertThatThrownBy(() -> pool.with(KEY, pipeline -> {
                    throw new EditException(FailureCode.CANCELLED, new Problem("stopped", "here", "", "", ""));
                }))
                .isInstanceOf(EditException.class);

        assertThat(pool.<EditPipeline>with(KEY, pipeline -> pipeline)).isSameAs(first);
    }

    /** The weights alone are 75 MiB: eight that stayed would be 600. Mapped files do not count, they are the system's. */
    @Test
    void theMemoryOfFailedPipelinesIsReturned() throws IOException {
        assumeTrue(Files.exists(STATUS), "memory is read from /proc");
        fail(2);
        long before = anonymousMebibytes();

        fail(8);

        assertThat(Measured.log("kept of eight failed pipelines, MiB", anonymousMebibytes() - before))
                .isLessThan(300);
    }

    @Test
    void anotherModelTakesThePlaceOfAnIdleOne() throws IOException {
        PipelineKey other = key(copyOfTheModel());
        EditPipeline first = pool.with(KEY, pipeline -> pipeline);

        pool.with(other, pipeline -> {
            assertThat(pipeline.key()).isEqualTo(other);
            return null;
        });

        assertThat(pool.loaded()).isOne();
        assertThat(pool.<EditPipeline>with(KEY, pipeline -> pipeline)).isNotSameAs(first);
    }

    @Test
    void anotherModelWaitsForABusyOne() throws Exception {
        PipelineKey other = key(copyOfTheModel());
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<?> first = callers.submit(() -> pool.with(KEY, pipeline -> {
            busy.countDown();
            return await(release);
        }));
        assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();

        Future<PipelineKey> second = callers.submit(() -> pool.with(other, EditPipeline::key));

        Thread.sleep(200);
        assertThat(second).isNotDone();
        release.countDown();
        assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo(other);
        first.get();
        assertThat(pool.loaded()).isOne();
    }

    @Test
    void aModelThatIsNotThereIsReportedToEveryCaller() {
        PipelineKey nowhere = key(folder.resolve("nowhere"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> pool.with(nowhere, pipeline -> null))
                    .isInstanceOfSatisfying(
                            EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL));
        }
        assertThat(pool.loaded()).isZero();
    }

    private static PipelineKey key(Path model) {
        return new PipelineKey(model, PipelineKey.CPU, DataType.FLOAT32);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path copyOfTheModel() throws IOException {
        return Files.createSymbolicLink(
                folder.resolve("copy"), Face256.folder().toAbsolutePath().normalize());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> pool.with(KEY, pipeline -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
    }

    private static long anonymousMebibytes() throws IOException {
        System.gc();
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
