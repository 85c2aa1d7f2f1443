package io.diffferv.bridge.evaluate;

import io.diffferv.engine.metrics.FrameScore;
import io.diffferv.engine.metrics.MetricsReport;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The numbers that the report compares (method.md N). */
enum Figure {
    PSNR("PSNR, dB", "%.2f", MetricsReport::psnr, FrameScore::psnr),
    SSIM("SSIM", "%.4f", MetricsReport::ssim, FrameScore::ssim),
    LPIPS("LPIPS", "%.4f", MetricsReport::lpips, FrameScore::lpips),
    OUTSIDE(
            "PSNR outside the face, dB",
            "%.2f",
            report -> report.faces() == null ? null : report.faces().psnrOutside(),
            FrameScore::psnrOutside),
    CHANGE(
            "change of the face",
            "%.4f",
            report -> report.faces() == null ? null : report.faces().change(),
            FrameScore::change),
    IDENTITY(
            "identity",
            "%.4f",
            report -> report.faces() == null ? null : report.faces().similarity(),
            FrameScore::similarity),
    TL_ID(
            "TL-ID",
            "%.4f",
            report -> report.faces() == null ? null : report.faces().tlId(),
            null),
    TG_ID(
            "TG-ID",
            "%.4f",
            report -> report.faces() == null ? null : report.faces().tgId(),
            null),
    CLIP_TEXT(
            "CLIP-Text",
            "%.4f",
            report -> report.clip() == null ? null : report.clip().text(),
            FrameScore::clipText),
    TEM_CON(
            "Tem-Con",
            "%.4f",
            report -> report.clip() == null ? null : report.clip().temCon(),
            FrameScore::temCon),
    FRAME_ACC(
            "Frame-Acc",
            "%.3f",
            report -> report.clip() == null ? null : report.clip().frameAcc(),
            null),
    WARP(
            "warp error, edit / source",
            "%.3f",
            report -> report.warp() == null ? null : report.warp().ratio(),
            Figure::warpRatio),
    SEAM(
            "seam error, border / inside",
            "%.3f",
            report -> report.seam() == null ? null : report.seam().ratio(),
            null);

    private final String title;
    private final String format;
    private final Function<MetricsReport, Double> ofClip;
    private final Function<FrameScore, Double> ofFrame;

    Figure(String title, String format, Function<MetricsReport, Double> ofClip, Function<FrameScore, Double> ofFrame) {
        this.title = title;
        this.format = format;
        this.ofClip = ofClip;
        this.ofFrame = ofFrame;
    }

    String title() {
        return title;
    }

    /** Name in CSV and JSON. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Null when it was not measured. */
    Double of(MetricsReport report) {
        return report == null ? null : ofClip.apply(report);
    }

    boolean perFrame() {
        return ofFrame != null;
    }

    /** Null when it could not be taken of that frame; only where {@link #perFrame}. */
    Double of(FrameScore frame) {
        return ofFrame.apply(frame);
    }

    /** Empty when no result has it. */
    OptionalDouble mean(Collection<TrialResult> results) {
        return results.stream()
                .map(result -> of(result.metrics()))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    String show(OptionalDouble value) {
        return value.isEmpty() ? "–" : String.format(Locale.ROOT, format, value.getAsDouble());
    }

    /** A still scene has nothing to warp, and no ratio. */
    private static Double warpRatio(FrameScore frame) {
        return frame.warp() == null || frame.sourceWarp() == null || frame.sourceWarp() == 0
                ? null
                : frame.warp() / frame.sourceWarp();
    }
}
