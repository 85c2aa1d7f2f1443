package io.diffferv.bridge.cli;

import java.io.PrintWriter;

/** A line for each percent in the dialects that farm managers read: Afanasy's and Deadline's, and OpenJD's. */
final class ProgressForFarms implements Progress {
    private final PrintWriter out;
    private int shown = -1;

    ProgressForFarms(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void update(Step step) {
        int percent = step.total() <= 0 ? 0 : (int) Math.min(100, 100 * step.frames() / step.total());
        if (percent != shown) {
            shown = percent;
            out.println("PROGRESS: %d%%".formatted(percent));
            out.println("openjd_progress: %d".formatted(percent));
            out.flush();
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
