package io.diffferv.engine.edit;

import java.util.ArrayList;
import java.util.List;

/** Notes what it is told, and stops the work when it is asked for the {@code stopAt}th time. */
final class Witness implements EditListener {
    private final int stopAt;
    private int asked;
    final List<Progress> heard = new ArrayList<>();

    Witness() {
        this(Integer.MAX_VALUE);
    }

    Witness(int stopAt) {
        this.stopAt = stopAt;
    }

    @Override
    public void progress(Progress progress) {
        heard.add(progress);
    }

    @Override
    public boolean cancelled() {
        return ++asked >= stopAt;
    }

    /** How often the work could have been stopped. */
    int asked() {
        return asked;
    }

    /** Steps begun in a stage. */
    long steps(StepListener.Stage stage) {
        return heard.stream().filter(progress -> progress.stage() == stage).count();
    }
}
