package io.diffferv.bridge.evaluate;

import io.diffferv.engine.metrics.MetricsOptions;
import io.diffferv.engine.metrics.PromptOptions;
import io.diffferv.engine.storage.FileDigest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What edits are measured with.
 *
 * @param options without chunk length and prompts, which each trial has of its own
 * @param clip folder of a CLIPModel
 */
public record Measuring(MetricsOptions options, Optional<Path> clip) {
    MetricsOptions of(Trial trial, int chunk) {
        MetricsOptions own = options.withChunkFrames(chunk);
        return clip.map(folder -> own.withPrompts(new PromptOptions(
                        folder,
                        trial.settings().prompt(),
                        Optional.of(trial.settings().sourcePrompt()))))
                .orElse(own);
    }

    /** Names everything that the figures depend on beside the pictures. */
    String identity() {
        return String.join(
                "\n",
                options.faceDetector().map(FileDigest::hex).orElse(""),
                options.faceEmbedding().map(FileDigest::hex).orElse(""),
                options.embeddingInput().name(),
                options.lpips().map(Path::toString).orElse(""),
                clip.map(Path::toString).orElse(""));
    }
}
