package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressAsJsonTest {
    private final StringWriter out = new StringWriter();

    @Test
    void oneObjectALine() {
        try (Progress progress = ProgressStyle.JSON.open(new PrintWriter(out), "edit")) {
            progress.update(new Progress.Step("inversion", 10, 75, 0, Duration.ofSeconds(5)));
            progress.update(new Progress.Step("sampling", 75, 75, 0, Duration.ofSeconds(60)));
        }

        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"task\":\"edit\",\"stage\":\"inversion\",\"frames\":10.0,\"total\":75,\"resumed\":0.0,"
                                + "\"seconds\":5.0,\"secondsPerFrame\":0.5,\"secondsLeft\":32.5}",
                        "{\"task\":\"edit\",\"stage\":\"sampling\",\"frames\":75.0,\"total\":75,\"resumed\":0.0,"
                                + "\"seconds\":60.0,\"secondsPerFrame\":0.8,\"secondsLeft\":0.0}");
    }

    @Test
    void framesOfAnEarlierRunDoNotCountForTheSpeed() {
        Progress.Step step = new Progress.Step("sampling", 60, 100, 50, Duration.ofSeconds(20));

        assertThat(step.secondsPerFrame()).contains(2.0);
        assertThat(step.secondsLeft()).contains(80.0);
    }

    @Test
    void nothingIsPromisedBeforeAnythingIsDone() {
        Progress.Step step = new Progress.Step("decoding", 50, 100, 50, Duration.ofSeconds(3));

        assertThat(step.secondsPerFrame()).isEmpty();
        assertThat(step.secondsLeft()).isEmpty();
    }

    @Test
    void withoutATerminalNothingIsWritten() {
        try (Progress progress = ProgressStyle.AUTO.open(new PrintWriter(out), "edit")) {
            progress.update(new Progress.Step("inversion", 10, 75, 0, Duration.ofSeconds(5)));
        }

        assertThat(out.toString()).isEmpty();
    }
}
