package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeakSamplerTest {
    @Test
    void keepsTheLargestAnswerAndAsksNoMoreOnceClosed() throws InterruptedException {
        long[] answers = {3, 7, 5};
        AtomicLong asked = new AtomicLong();
        CountDownLatch all = new CountDownLatch(answers.length);
        PeakSampler sampler = new PeakSampler(() -> {
            all.countDown();
            return answers[(int) Math.min(asked.getAndIncrement(), answers.length - 1)];
        });

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        sampler.close();

        assertThat(sampler.peak()).isEqualTo(7);
        long then = asked.get();
        Thread.sleep(50);
        assertThat(asked).hasValue(then);
    }
}
