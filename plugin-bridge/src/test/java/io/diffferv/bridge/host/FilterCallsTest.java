package io.diffferv.bridge.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.management.ThreadMXBean;
import io.diffferv.bridge.jna.EngineTable;
import io.diffferv.bridge.jna.FailureStruct;
import io.diffferv.engine.failure.FailureCode;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table's functions, called through their addresses, with a simulated engine behind them. */
class FilterCallsTest {
    private static final RgbaPixels PIXELS = new RgbaPixels(4, 2, 8);

    /** Bytes of garbage for a composed frame; what JNA makes to call Java at all is nearly all of it. */
    private static final long GARBAGE = 1024;

    private final SimulatedEngine engine = new SimulatedEngine();
    private final FilterTable table = new FilterTable(EngineTable.ABI).with(engine);
    private final ByteBuffer pixels = ByteBuffer.allocateDirect(PIXELS.bytes());

    @Test
    void aRunIsOpenedShownEditedAndComposed() {
        long run = open("a photo; of = \"größer\" 😀");
        assertThat(run).isPositive();
        assertThat(engine.properties).containsEntry("prompt", "a photo; of = \"größer\" 😀");
        assertThat(table.frame(run, pixels)).isOne();
        List<String> heard = new ArrayList<>();

        assertThat(table.edit(run, (context, ready, done, seconds) -> {
                    heard.add("%d %.1f %.0f".formatted(ready, done, seconds));
                    return 0;
                }))
                .isOne();

        assertThat(heard).containsExactly("0 0.0 2", "1 0.5 1", "2 1.0 0");
        pixels.put(0, (byte) 1).put(3, (byte) 77);
        assertThat(table.compose(run, 0, 0, 0, 1, pixels)).isOne();
        assertThat(pixels.get(0)).isEqualTo((byte) ~1);
        assertThat(pixels.get(3)).isEqualTo((byte) 77);
        assertThat(table.code()).isZero();
        table.close(run);
        assertThat(table.compose(run, 0, 0, 0, 1, pixels)).isZero();
        assertThat(table.sentence()).contains("there is no run");
    }

    @Test
    void theListenersAnswerAbandonsTheEdit() {
        long run = open("");

        assertThat(table.edit(run, (context, ready, done, seconds) -> 1)).isZero();

        assertThat(table.code()).isEqualTo(FailureCode.CANCELLED.exitStatus());
    }

    @Test
    void aRefusedRunHasNoHandle() {
        assertThat(open("refuse")).isZero();

        assertThat(table.code()).isEqualTo(FailureCode.MODEL.exitStatus());
        assertThat(table.sentence()).contains("kein Modell für größe", "install it");
    }

    @ParameterizedTest
    @CsvSource({
        "heap, 5, the Java heap is full",
        "stack, 1, StackOverflowError",
        "defect, 1, broken on purpose",
        "link, 1, libnothing.so",
        "full, 75, make room"
    })
    void whateverIsThrownBecomesAFailure(String prompt, int code, String sentence) {
        long run = open(prompt);

        boolean failed = table.frame(run, pixels) == 0 || table.edit(run, (context, ready, done, left) -> 0) == 0;

        assertThat(failed).isTrue();
        assertThat(table.code()).isEqualTo(code);
        assertThat(table.sentence()).contains(sentence).doesNotContain("\n");
    }

    @Test
    void whatMakesNoRunIsRefused() {
        assertThat(table.open(Map.of(), new RgbaPixels(4, 2, 8), 0, 0, 0, 0)).isZero();
        assertThat(table.code()).isOne();
        assertThat(table.frame(99, pixels)).isZero();
        assertThat(table.compose(open(""), 98, 0, 0, 1, pixels)).isZero();
        assertThat(table.sentence()).contains("98");
    }

    @Test
    void stopReachesTheEngine() {
        table.stop();

        assertThat(engine.stopped).isTrue();
    }

    @Test
    void aSentenceThatIsTooLongEndsAfterAWholeCharacter() {
        FailureStruct.write(table.failure, 3, "x" + "ü".repeat(2000));

        assertThat(table.sentence()).isEqualTo("x" + "ü".repeat((FailureStruct.SENTENCE - 2) / 2));
    }

    @Test
    void anotherReleaseIsRefused() {
        FilterTable old = new FilterTable(EngineTable.ABI + 1);

        assertThatThrownBy(() -> Host.install(old.address(), engine))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("different releases");
    }

    @Test
    void composingMakesHardlyAnyGarbage() {
        long run = open("identity");
        FilterCallsTest.Caller caller = new Caller(table, run, new Memory(PIXELS.bytes()));
        caller.compose(2000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long idle = threads.getCurrentThreadAllocatedBytes();
        caller.nothing(1000);
        long begin = threads.getCurrentThreadAllocatedBytes();
        caller.compose(1000);
        long end = threads.getCurrentThreadAllocatedBytes();

        long bytes = (end - begin - (begin - idle)) / 1000;
        System.out.println("measured: bytes of garbage for a composed frame, callers' own included: " + bytes);
        assertThat(bytes).isLessThan(GARBAGE);
    }

    private record Caller(FilterTable table, long run, Pointer pixels) {
        void compose(int times) {
            ByteBuffer buffer = pixels.getByteBuffer(0, PIXELS.bytes());
            for (int i = 0; i < times; i++) {
                table.compose(run, 0, 0, 0, 1, buffer);
            }
        }

        void nothing(int times) {
            for (int i = 0; i < times; i++) {
                table.close(-1);
            }
        }
    }

    private long open(String prompt) {
        return table.open(Map.of("prompt", prompt, "mode", "render"), PIXELS, 0, 2, 0, 0);
    }
}
