package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.StepListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallTest {
    private static final EditListener.Progress STEP = new EditListener.Progress(StepListener.Stage.SAMPLING, 1, 2, 0);

    @Test
    void silenceIsNoticed() throws InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        try (Stall stall = new Stall(Duration.ofMillis(50), stalled::countDown)) {
            assertThat(stalled.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void workThatGoesOnIsLeftAlone() throws InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        try (Stall stall = new Stall(Duration.ofSeconds(20), stalled::countDown)) {
            EditListener watched = stall.watching(Fixture.listener(false));
            for (int i = 0; i < 5; i++) {
                watched.progress(STEP);
                assertThat(stalled.await(10, TimeUnit.MILLISECONDS)).isFalse();
            }
        }
    }
}
