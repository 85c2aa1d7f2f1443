package io.diffferv.bridge.mlt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir
    Path folder;

    @Test
    void whatKeepsWithinItsLimitsGoesOn() throws IOException {
        Watchdog watchdog = watchdog(new Limits(LONG, LONG, 100, 5), false);

        assertThatCode(() -> watchdog.check(100)).doesNotThrowAnyException();
        assertThatCode(watchdog::checkOutput).doesNotThrowAnyException();
    }

    @Test
    void everyLimitEndsTheWork() throws IOException {
        ends(watchdog(new Limits(LONG, Duration.ofSeconds(-1), 100, 5), false), FailureCode.REFUSED, "takes too long");
        Watchdog memory = watchdog(new Limits(LONG, LONG, 99, 5), false);
        ends(memory, FailureCode.OUT_OF_MEMORY, "at most 99 bytes, found 100 bytes");
        Watchdog disk = watchdog(new Limits(LONG, LONG, 100, 4), false);
        ends(disk, FailureCode.REFUSED, "at most 4 bytes, found 5 bytes");
        ends(disk::checkOutput, FailureCode.REFUSED, "at most 4 bytes, found 5 bytes");
        ends(watchdog(new Limits(LONG, LONG, 100, 5), true), FailureCode.TRY_AGAIN, "was stopped");
    }

    @Test
    void aPulseThatStandsStillIsAWorkerLost() throws IOException {
        Watchdog watchdog = watchdog(new Limits(Duration.ofSeconds(-1), LONG, 100, 5), false);

        assertThatThrownBy(() -> watchdog.check(1)).isInstanceOf(WorkerLost.class);
    }

    private static void ends(Watchdog watchdog, FailureCode code, String sentence) {
        ends(() -> watchdog.check(100), code, sentence);
    }

    private static void ends(ThrowingCallable check, FailureCode code, String sentence) {
        assertThatThrownBy(check)
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(sentence);
    }

    /** Over an output of 5 bytes. */
    private Watchdog watchdog(Limits limits, boolean cancelled) throws IOException {
        return new Watchdog(limits, Files.write(folder.resolve("out"), new byte[5]), () -> cancelled);
    }
}
