package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class AheadTest {
    private final AtomicInteger made = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesEverythingInOrderAndThenNothing(boolean meanwhile) {
        try (Ahead<Integer> ahead = new Ahead<>(() -> upTo(3), meanwhile)) {
            List<Integer> taken = new ArrayList<>();
            for (Optional<Integer> next = ahead.next(); next.isPresent(); next = ahead.next()) {
                taken.add(next.get());
            }
            assertThat(taken).containsExactly(1, 2, 3);
            assertThat(ahead.next()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureComesWhereTheThingWouldHaveComeAndStays(boolean meanwhile) {
        IllegalArgumentException damaged = new IllegalArgumentException("the second one is damaged");
        try (Ahead<Integer> ahead = new Ahead<>(
                () -> {
                    Optional<Integer> next = upTo(3);
                    if (made.get() >= 2) {
                        throw damaged;
                    }
                    return next;
                },
                meanwhile)) {
            assertThat(ahead.next()).hasValue(1);
            assertThatThrownBy(ahead::next).isSameAs(damaged);
            assertThatThrownBy(ahead::next).isSameAs(damaged);
        }
    }

    @Test
    void makesOneWhileTheLastIsWorkedOnAndNoMore() throws InterruptedException {
        Semaphore begun = new Semaphore(0);
        try (Ahead<Integer> ahead = new Ahead<>(
                () -> {
                    begun.release();
                    return upTo(5);
                },
                true)) {
            for (int taken = 1; taken <= 4; taken++) {
                assertThat(ahead.next()).hasValue(taken);
                // Whoever takes one does nothing more, and yet the next is begun; another must not be.
                begun.acquire(taken == 1 ? 2 : 1);
                assertThat(made.get()).isBetween(taken, taken + 1);
                assertThat(begun.availablePermits()).isZero();
            }
        }
        assertThat(made).hasValue(5);
    }

    @Test
    void onAMachineWithoutTimeForThatItMakesNoneAhead() {
        try (Ahead<Integer> ahead = new Ahead<>(() -> upTo(3), false)) {
            assertThat(made).hasValue(0);
            ahead.next();
            assertThat(made).hasValue(1);
        }
    }

    @Test
    void closingWaitsForWhatIsBeingMade() {
        Semaphore begun = new Semaphore(0);
        Ahead<Integer> ahead = new Ahead<>(
                () -> {
                    begun.release();
                    pause();
                    return upTo(1);
                },
                true);
        begun.acquireUninterruptibly();
        Thread.currentThread().interrupt();
        ahead.close();
        assertThat(Thread.interrupted())
                .as("what interrupts the wait is not lost")
                .isTrue();
        assertThat(made).hasValue(1);
    }

    private Optional<Integer> upTo(int most) {
        int next = made.incrementAndGet();
        return next <= most ? Optional.of(next) : Optional.empty();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
