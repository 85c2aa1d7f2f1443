package io.diffferv.engine.metrics;

/**
 * The numbers of one frame, as in {@link MetricsReport}; null where one could not be taken.
 *
 * @param psnr edited against source, dB
 * @param ssim edited against source
 * @param lpips edited against source
 * @param warp warp error of the edit from the frame before; null for the first frame
 * @param sourceWarp the same of the source
 * @param psnrOutside PSNR outside the source's face, dB
 * @param change root mean square difference inside the source's face box, of values in [0, 1]: how strong the edit is
 * @param similarity cosine of source and edited embeddings
 * @param clipText CLIP-Text: cosine of the edited frame and the prompt
 * @param temCon Tem-Con: CLIP's cosine of the edited frame and the one before; null for the first frame
 */
public record FrameScore(
        double psnr,
        double ssim,
        Double lpips,
        Double warp,
        Double sourceWarp,
        Double psnrOutside,
        Double change,
        Double similarity,
        Double clipText,
        Double temCon) {
    /** What a pair of neighbouring frames gives. */
    record Motion(Double warp, Double sourceWarp) {
        static final Motion NONE = new Motion(null, null);
    }

    /** What the faces of one frame give. */
    record Faces(Double psnrOutside, Double change, Double similarity) {
        static final Faces NONE = new Faces(null, null, null);
    }

    /** What CLIP says of one frame. */
    record Prompt(Double clipText, Double temCon) {
        static final Prompt NONE = new Prompt(null, null);
    }

    static FrameScore of(double psnr, double ssim, Double lpips, Motion motion, Faces faces, Prompt prompt) {
        return new FrameScore(
                psnr,
                ssim,
                lpips,
                motion.warp(),
                motion.sourceWarp(),
                faces.psnrOutside(),
                faces.change(),
                faces.similarity(),
                prompt.clipText(),
                prompt.temCon());
    }
}
