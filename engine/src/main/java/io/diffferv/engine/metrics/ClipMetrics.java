package io.diffferv.engine.metrics;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.video.RgbImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Compares an edited clip with its source, frame by frame; holds two pictures of each, however long the clips are. */
public final class ClipMetrics {
    private final FlowEstimator flow;
    private final MetricsOptions options;

    /** @param flow estimates the source's motion; stays the caller's */
    public ClipMetrics(FlowEstimator flow, MetricsOptions options) {
        this.flow = flow;
        this.options = options;
    }

    /**
     * @param source frames in order, at least one
     * @param edited as many frames of the same size
     * @throws EditException BAD_INPUT when the clips do not match, MODEL when a face network cannot be used
     */
    public MetricsReport compare(Iterator<RgbImage> source, Iterator<RgbImage> edited) {
        try (FaceScores faces = options.faceDetector().isEmpty() ? null : new FaceScores(options);
                LPIPS lpips = options.lpips().map(LPIPS::open).orElse(null);
                PromptScores prompts = options.prompts().map(PromptScores::new).orElse(null)) {
            return compare(source, edited, faces, lpips, prompts);
        }
    }

    private MetricsReport compare(
            Iterator<RgbImage> source, Iterator<RgbImage> edited, FaceScores faces, LPIPS lpips, PromptScores prompts) {
        MotionErrors motion = new MotionErrors(flow, options.chunkFrames());
        Mean psnr = new Mean();
        Mean ssim = new Mean();
        Mean apart = new Mean();
        List<FrameScore> scores = new ArrayList<>();
        RgbImage sourceBefore = null;
        RgbImage editedBefore = null;
        while (source.hasNext() && edited.hasNext()) {
            int frame = Math.toIntExact(psnr.count());
            RgbImage sourceNow = source.next();
            RgbImage editedNow = edited.next();
            requireSameSize(sourceBefore == null ? sourceNow : sourceBefore, sourceNow, "source", frame);
            requireSameSize(sourceNow, editedNow, "edited", frame);
            FrameScore score = FrameScore.of(
                    Psnr.of(sourceNow.samples(), editedNow.samples()),
                    Ssim.of(sourceNow.samples(), editedNow.samples(), sourceNow.width(), sourceNow.height()),
                    lpips == null ? null : lpips.distance(sourceNow, editedNow),
                    sourceBefore == null
                            ? FrameScore.Motion.NONE
                            : motion.add(frame, sourceBefore, sourceNow, editedBefore, editedNow),
                    faces == null ? FrameScore.Faces.NONE : faces.add(sourceNow, editedNow),
                    prompts == null ? FrameScore.Prompt.NONE : prompts.add(sourceNow, editedNow));
            psnr.add(score.psnr());
            ssim.add(score.ssim());
            apart.addPresent(score.lpips());
            scores.add(score);
            sourceBefore = sourceNow;
            editedBefore = editedNow;
        }
        requireSameLength(source, edited, psnr.count());
        return new MetricsReport(
                Math.toIntExact(psnr.count()),
                sourceBefore.width(),
                sourceBefore.height(),
                psnr.orNull(),
                ssim.orNull(),
                apart.orNull(),
                motion.warp(),
                motion.seam(),
                faces == null ? null : faces.scores(),
                prompts == null ? null : prompts.scores(),
                scores);
    }

    private static void requireSameSize(RgbImage expected, RgbImage found, String clip, int frame) {
        if (expected.width() != found.width() || expected.height() != found.height()) {
            throw mismatch(
                    "the frame has another size",
                    "%s clip, frame %d".formatted(clip, frame),
                    "%d x %d pixels".formatted(expected.width(), expected.height()),
                    "%d x %d".formatted(found.width(), found.height()));
        }
    }

    private static void requireSameLength(Iterator<RgbImage> source, Iterator<RgbImage> edited, long frames) {
        if (source.hasNext() || edited.hasNext()) {
            throw mismatch(
                    "the clip ends early",
                    (source.hasNext() ? "edited" : "source") + " clip",
                    "more than %d frames, as the other clip has".formatted(frames),
                    "%d frames".formatted(frames));
        }
        if (frames == 0) {
            throw mismatch("there is nothing to compare", "both clips", "at least one frame", "none");
        }
    }

    private static EditException mismatch(String what, String where, String expected, String found) {
        return new EditException(
                FailureCode.BAD_INPUT,
                new Problem(what, where, expected, found, "name a clip and the edit made from it"));
    }
}
