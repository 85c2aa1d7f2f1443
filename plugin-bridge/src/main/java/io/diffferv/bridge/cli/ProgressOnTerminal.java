package io.diffferv.bridge.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error: frames, seconds per frame, time left and the stage at work. */
final class ProgressOnTerminal implements Progress {
    private static final int REFRESH_MS = 500;

    private final ProgressBar bar;
    private volatile Optional<Double> secondsLeft = Optional.empty();

    ProgressOnTerminal(String task) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" frames", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .setEtaFunction(state -> secondsLeft.map(seconds -> Duration.ofSeconds(Math.round(seconds))))
                .build();
    }

    @Override
    public void update(Step step) {
        secondsLeft = step.secondsLeft();
        bar.maxHint(step.total());
        bar.stepTo((long) step.frames());
        bar.setExtraMessage(step.secondsPerFrame()
                .map(pace -> String.format(Locale.ROOT, " %.1f s/frame, %s", pace, step.stage()))
                .orElse(" " + step.stage()));
    }

    @Override
    public void close() {
        bar.close();
    }
}
