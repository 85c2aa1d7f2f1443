package io.diffferv.engine.metrics;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to measure beyond PSNR, SSIM and warp error.
 *
 * @param chunkFrames frames per chunk of the edit, counted from the first frame; 0 leaves the seam error out
 * @param faceDetector YuNet as ONNX; without it there are no face metrics
 * @param faceEmbedding identity network as ONNX; needs the detector
 * @param embeddingInput how that network wants its colours
 * @param faceConfidence least confidence of a face, in (0, 1)
 * @param lpips folder of {@link LPIPS}' networks
 * @param prompts what CLIP compares frames with
 */
public record MetricsOptions(
        int chunkFrames,
        Optional<Path> faceDetector,
        Optional<Path> faceEmbedding,
        EmbeddingInput embeddingInput,
        float faceConfidence,
        Optional<Path> lpips,
        Optional<PromptOptions> prompts) {
    /** No seams, no faces, no networks. */
    public static final MetricsOptions DEFAULT = new MetricsOptions(
            0,
            Optional.empty(),
            Optional.empty(),
            EmbeddingInput.IMAGENET,
            FaceDetector.DEFAULT_CONFIDENCE,
            Optional.empty(),
            Optional.empty());

    public MetricsOptions {
        if (chunkFrames < 0) {
            throw refused("chunk length", "0 or more frames", chunkFrames + " frames", "give the edit's chunk length");
        }
        if (!(faceConfidence > 0 && faceConfidence < 1)) {
            throw refused("face confidence", "a number between 0 and 1", "" + faceConfidence, "try 0.6");
        }
        if (faceEmbedding.isPresent() && faceDetector.isEmpty()) {
            throw refused("identity network", "a face detector with it", "none", "name a YuNet ONNX file as well");
        }
    }

    public MetricsOptions withChunkFrames(int frames) {
        return new MetricsOptions(frames, faceDetector, faceEmbedding, embeddingInput, faceConfidence, lpips, prompts);
    }

    public MetricsOptions withFaces(Path detector, Path embedding) {
        return new MetricsOptions(
                chunkFrames,
                Optional.of(detector),
                Optional.of(embedding),
                embeddingInput,
                faceConfidence,
                lpips,
                prompts);
    }

    public MetricsOptions withLpips(Path folder) {
        return new MetricsOptions(
                chunkFrames, faceDetector, faceEmbedding, embeddingInput, faceConfidence, Optional.of(folder), prompts);
    }

    public MetricsOptions withPrompts(PromptOptions other) {
        return new MetricsOptions(
                chunkFrames, faceDetector, faceEmbedding, embeddingInput, faceConfidence, lpips, Optional.of(other));
    }

    private static EditException refused(String where, String expected, String found, String remedy) {
        return new EditException(
                FailureCode.BAD_REQUEST, new Problem("cannot be measured with", where, expected, found, remedy));
    }
}
