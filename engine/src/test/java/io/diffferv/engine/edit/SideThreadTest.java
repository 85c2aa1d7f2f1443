package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SideThreadTest {
    @Test
    void worksBesideItsCallerInTheOrderGiven() {
        List<Integer> done = new CopyOnWriteArrayList<>();
        CountDownLatch callerWentOn = new CountDownLatch(1);
        try (SideThread thread = new SideThread("beside")) {
            thread.give(() -> {
                waitFor(callerWentOn);
                done.add(0);
            });
            assertThat(done).isEmpty();
            callerWentOn.countDown();
            IntStream.range(1, 5).forEach(i -> thread.give(() -> done.add(i)));
        }
        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void handsAFailureToWhoeverComesNext() {
        try (SideThread thread = new SideThread("beside")) {
            thread.give(() -> {
                throw new IllegalArgumentException("the disk is full");
            });
            assertThatThrownBy(() -> thread.give(() -> {})).hasMessage("the disk is full");
            assertThatThrownBy(thread::await).hasMessage("the disk is full");
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
