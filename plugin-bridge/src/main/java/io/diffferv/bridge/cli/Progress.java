package io.diffferv.bridge.cli;

import java.time.Duration;
import java.util.Optional;

/** Shows how far a command is. Called by the thread that works; closed at the end, also of a failed run. */
interface Progress extends AutoCloseable {
    Progress SILENT = new Progress() {
        @Override
        public void update(Step step) {}

        @Override
        public void close() {}
    };

    /**
     * One report.
     *
     * @param stage what is being done, in a word or two
     * @param frames finished frames, fractions included
     * @param total frames in all, -1 while unknown
     * @param resumed frames that an earlier run had finished, which say nothing about this run's speed
     * @param elapsed since this run began
     */
    record Step(String stage, double frames, long total, double resumed, Duration elapsed) {
        /** Empty until there is something to measure. */
        Optional<Double> secondsPerFrame() {
            double done = frames - resumed;
            return done <= 0 ? Optional.empty() : Optional.of(elapsed.toMillis() / 1000.0 / done);
        }

        Optional<Double> secondsLeft() {
            return total < 0 ? Optional.empty() : secondsPerFrame().map(pace -> pace * (total - frames));
        }
    }

    void update(Step step);

    @Override
    void close();
}
