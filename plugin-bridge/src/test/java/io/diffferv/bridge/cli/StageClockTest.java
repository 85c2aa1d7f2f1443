package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.edit.EditListener.Progress;
import io.diffferv.engine.edit.StepListener.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageClockTest {
    private long seconds;

    @Test
    void timeBelongsToTheStageThatWasReportedBeforeIt() {
        StageClock clock = new StageClock(() -> seconds * 1_000_000_000L, () -> {}, () -> false);

        seconds = 100;
        report(clock, Stage.ENCODE, 0);
        seconds = 101;
        report(clock, Stage.INVERSION, 0);
        seconds = 104;
        report(clock, Stage.INVERSION, 4);
        seconds = 109;
        report(clock, Stage.SAMPLING, 8);
        seconds = 116;
        clock.stop();

        assertThat(clock.seconds()).isEqualTo(Map.of(Stage.ENCODE, 1.0, Stage.INVERSION, 8.0, Stage.SAMPLING, 7.0));
        assertThat(clock.frames()).isEqualTo(8);
    }

    @Test
    void stageEndsWhenTheDeviceHasDoneItsWork() {
        StageClock clock = new StageClock(() -> seconds * 1_000_000_000L, () -> seconds += 10, () -> false);
        report(clock, Stage.ENCODE, 0);

        seconds += 1;
        report(clock, Stage.INVERSION, 0);
        seconds += 2;
        report(clock, Stage.INVERSION, 1);
        seconds += 4;
        clock.stop();

        assertThat(clock.seconds()).isEqualTo(Map.of(Stage.ENCODE, 11.0, Stage.INVERSION, 16.0));
    }

    private static void report(StageClock clock, Stage stage, double frames) {
        clock.progress(new Progress(stage, frames, 8, 0));
    }
}
