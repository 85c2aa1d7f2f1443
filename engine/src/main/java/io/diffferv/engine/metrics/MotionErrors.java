package io.diffferv.engine.metrics;

import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.video.RgbImage;
import java.util.OptionalDouble;

/** Warp errors of a clip and its edit over the pairs of neighbouring frames, by whether a chunk border parts them. */
final class MotionErrors {
    private final FlowEstimator flow;
    private final int chunkFrames;
    private final Mean edited = new Mean();
    private final Mean source = new Mean();
    private final Mean editedAtBorder = new Mean();
    private final Mean sourceAtBorder = new Mean();
    private final Mean editedInside = new Mean();
    private final Mean sourceInside = new Mean();

    MotionErrors(FlowEstimator flow, int chunkFrames) {
        this.flow = flow;
        this.chunkFrames = chunkFrames;
    }

    /** @param frame index of the later frame, from 1 */
    FrameScore.Motion add(
            int frame, RgbImage sourceBefore, RgbImage sourceNow, RgbImage editedBefore, RgbImage editedNow) {
        FlowPair motion =
                flow.estimate(sourceBefore.samples(), sourceNow.samples(), sourceNow.width(), sourceNow.height());
        boolean[] comparable = WarpError.comparable(motion);
        OptionalDouble ofSource =
                WarpError.of(sourceBefore.samples(), sourceNow.samples(), motion.forward(), comparable);
        OptionalDouble ofEdited =
                WarpError.of(editedBefore.samples(), editedNow.samples(), motion.forward(), comparable);
        boolean border = chunkFrames > 0 && frame % chunkFrames == 0;
        source.add(ofSource);
        edited.add(ofEdited);
        (border ? sourceAtBorder : sourceInside).add(ofSource);
        (border ? editedAtBorder : editedInside).add(ofEdited);
        return new FrameScore.Motion(orNull(ofEdited), orNull(ofSource));
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** Null when no pair of frames could be compared. */
    MetricsReport.Warp warp() {
        return edited.count() == 0
                ? null
                : new MetricsReport.Warp(edited.orNull(), source.orNull(), ratio(edited.orNull(), source.orNull()));
    }

    /** Null when no pair lies across a border, or none inside a chunk. */
    MetricsReport.Seam seam() {
        if (editedAtBorder.count() == 0 || editedInside.count() == 0) {
            return null;
        }
        return new MetricsReport.Seam(
                editedAtBorder.orNull(),
                editedInside.orNull(),
                ratio(editedAtBorder.orNull(), editedInside.orNull()),
                ratio(sourceAtBorder.orNull(), sourceInside.orNull()));
    }

    /** Two still pictures err equally, by nothing. */
    private static double ratio(double error, double reference) {
        double tiny = 1e-12; // far below a difference of one 16-bit step, and keeps the ratio a number
        return (error + tiny) / (reference + tiny);
    }
}
