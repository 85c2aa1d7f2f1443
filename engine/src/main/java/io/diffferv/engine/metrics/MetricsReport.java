package io.diffferv.engine.metrics;

import com.google.gson.GsonBuilder;
import java.util.List;

/**
 * Every number about an edited clip. A number that could not be taken is null and absent from the JSON.
 *
 * @param frames frames compared
 * @param psnr edited against source, mean over frames, dB
 * @param ssim edited against source, mean over frames
 * @param lpips edited against source, mean over frames; null without its networks
 * @param warp steadiness; null for a single frame
 * @param seam steadiness across chunk borders; null when the chunk length is unknown or there is only one chunk
 * @param faces null without a face detector
 * @param clip null without CLIP
 * @param perFrame the numbers of every frame, in order
 */
public record MetricsReport(
        int frames,
        int width,
        int height,
        double psnr,
        double ssim,
        Double lpips,
        Warp warp,
        Seam seam,
        Faces faces,
        Clip clip,
        List<FrameScore> perFrame) {
    public MetricsReport {
        perFrame = List.copyOf(perFrame);
    }

    /**
     * Warp errors, mean over frame pairs, squared differences of values in [0, 1].
     *
     * @param edited of the edited clip
     * @param source of the source clip with the same flow and the same pixels: what the flow itself gets wrong
     * @param ratio edited / source
     */
    public record Warp(double edited, double source, double ratio) {}

    /**
     * Warp errors of the edited clip by where the pair of frames lies.
     *
     * @param border mean over pairs across a chunk border
     * @param inside mean over all other pairs
     * @param ratio border / inside; at most 1 means that seams cannot be told
     * @param sourceRatio the same ratio of the source clip, whose motion differs from pair to pair as well
     */
    public record Seam(double border, double inside, double ratio, double sourceRatio) {}

    /**
     * @param skippedShare share of frames without a face in the source or in the edit, in [0, 1]
     * @param psnrOutside PSNR in dB of the pixels outside the source's face box enlarged by a quarter on each side,
     *     mean over the frames that have a face in the source and such pixels
     * @param change root mean square difference inside the source's face box, of values in [0, 1]; mean over frames
     * @param similarity cosine of source and edited embeddings, mean over frames
     * @param tlId identity between neighbouring frames, edit relative to source; 1 is as steady as the source
     * @param tgId the same between all frames
     */
    public record Faces(
            double skippedShare, Double psnrOutside, Double change, Double similarity, Double tlId, Double tgId) {}

    /**
     * What CLIP says of the frames.
     *
     * @param text CLIP-Text: cosine of edited frame and prompt, mean over frames
     * @param sourceText the same of the source's frames: where the edit began
     * @param temCon Tem-Con: cosine of neighbouring edited frames, mean; null for a single frame
     * @param sourceTemCon the same of the source's frames
     * @param frameAcc Frame-Acc: share of edited frames that fit the prompt at least as well as the source prompt; null
     *     without a source prompt
     */
    public record Clip(double text, double sourceText, Double temCon, Double sourceTemCon, Double frameAcc) {}

    /** One JSON object with the names above. */
    public String toJson() {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this);
    }

    /** A table for people: name, value, remark; ends with a line break. */
    public String toTable() {
        ReportTable table = new ReportTable();
        table.row("frames", "%d".formatted(frames), "%d x %d pixels".formatted(width, height));
        table.row("PSNR", psnr, "%.2f dB", "edited against source");
        table.row("SSIM", ssim, "%.4f", "edited against source");
        if (lpips != null) {
            table.row("LPIPS", lpips, "%.4f", "edited against source, 0 is equal");
        }
        if (warp != null) {
            table.row("warp error", warp.edited(), "%.6f", "source has %.6f".formatted(warp.source()));
            table.row("warp error ratio", warp.ratio(), "%.3f", "edited / source");
        }
        if (seam != null) {
            table.row("seam error", seam.border(), "%.6f", "inside chunks %.6f".formatted(seam.inside()));
            table.row("seam ratio", seam.ratio(), "%.3f", "source has %.3f".formatted(seam.sourceRatio()));
        }
        if (faces != null) {
            table.row("frames without face", 100 * faces.skippedShare(), "%.1f %%", "left out below");
            table.row("PSNR outside face", faces.psnrOutside(), "%.2f dB", "box enlarged by a quarter");
            table.row("change of the face", faces.change(), "%.4f", "root mean square of values from 0 to 1");
            table.row("identity similarity", faces.similarity(), "%.4f", "edited against source");
            table.row("TL-ID", faces.tlId(), "%.4f", "neighbouring frames");
            table.row("TG-ID", faces.tgId(), "%.4f", "all frames");
        }
        if (clip != null) {
            table.row("CLIP-Text", clip.text(), "%.4f", "source has %.4f".formatted(clip.sourceText()));
            if (clip.temCon() != null) {
                table.row("Tem-Con", clip.temCon(), "%.4f", "source has %.4f".formatted(clip.sourceTemCon()));
            }
            if (clip.frameAcc() != null) {
                table.row("Frame-Acc", 100 * clip.frameAcc(), "%.1f %%", "of the frames fit prompt over source prompt");
            }
        }
        return table.toString();
    }
}
