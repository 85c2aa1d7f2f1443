package io.diffferv.engine.temporal;

import io.diffferv.engine.temporal.TemporalSettings.Placement;
import java.util.Arrays;

/** The frames that sliding-window cross-frame attention lets each frame see (method.md C.1). */
final class FrameWindows {
    private FrameWindows() {}

    /**
     * @param frames F
     * @param w frames in a window; fewer when the clip is shorter
     * @param offset of {@link Placement#DISJOINT}'s cuts, 0 to w − 1
     * @return {@code [frames][n]}; at the clip's start a causal window repeats the first frame
     */
    static long[][] of(Placement placement, int frames, int w, int offset) {
        int n = Math.min(w, frames);
        long[][] windows = new long[frames][];
        for (int i = 0; i < frames; i++) {
            windows[i] = switch (placement) {
                case OFF -> new long[] {i};
                case CENTRED -> run(clamp(i - w / 2, frames - n), n);
                case CAUSAL -> previous(i, n);
                case FIRST_PREVIOUS -> firstAndPrevious(i, n);
                case DISJOINT -> run(clamp((i + offset) / w * w - offset, frames - n), n);
            };
        }
        return windows;
    }

    /**
     * The frames in an order in which each centred window is a run of n: those that the first and the last windows lack
     * around them come once more at the ends. Attention does not mind the order.
     *
     * @return {@code [frames + n − 1]}
     */
    static long[] sequence(int frames, int w) {
        int n = Math.min(w, frames);
        int before = n / 2;
        long[] sequence = new long[frames + n - 1];
        Arrays.setAll(sequence, j -> {
            int frame = j - before;
            return frame < 0 ? frame + n : frame < frames ? frame : frame - n;
        });
        return sequence;
    }

    private static long[] run(int start, int n) {
        long[] window = new long[n];
        Arrays.setAll(window, j -> start + j);
        return window;
    }

    private static long[] previous(int i, int n) {
        long[] window = new long[n];
        Arrays.setAll(window, j -> Math.max(i - n + 1 + j, 0));
        return window;
    }

    private static long[] firstAndPrevious(int i, int n) {
        long[] window = previous(i, n);
        if (n > 1) {
            window[0] = 0;
        }
        return window;
    }

    private static int clamp(int start, int most) {
        return Math.max(0, Math.min(start, most));
    }
}
