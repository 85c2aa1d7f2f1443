package io.diffferv.bridge.cli;

import io.diffferv.engine.metrics.EmbeddingInput;
import io.diffferv.engine.metrics.MetricsOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The networks that measure; they do not come with the program. */
final class MeasuringNetworks {
    @Option(
            names = "--face-detector",
            paramLabel = "ONNX",
            description = "YuNet face detector, to measure outside the face and, with the next option, identity.")
    Path faceDetector;

    @Option(names = "--face-embedding", paramLabel = "ONNX", description = "Face identity network.")
    Path faceEmbedding;

    @Option(
            names = "--embedding-input",
            paramLabel = "KIND",
            defaultValue = "imagenet",
            description = "How that network wants its colours: ${COMPLETION-CANDIDATES}; default: imagenet.")
    EmbeddingInput embeddingInput;

    @Option(
            names = "--lpips",
            paramLabel = "FOLDER",
            description = "Measure LPIPS 0.1 with the safetensors files there: AlexNet as torchvision names its weights"
                    + " (features.0.weight ...) and LPIPS' own layers (lin0.model.1.weight ...).")
    Path lpips;

    @Option(
            names = "--clip",
            paramLabel = "FOLDER",
            description = "Measure CLIP-Text and Tem-Con with the CLIPModel there (config.json, model.safetensors,"
                    + " vocab.json, merges.txt).")
    Path clip;

    /**
     * Everything but the prompts, which CLIP needs.
     *
     * @param chunk frames per chunk of the edit, 0 for unknown
     */
    MetricsOptions options(int chunk) {
        return new MetricsOptions(
                chunk,
                Optional.ofNullable(faceDetector),
                Optional.ofNullable(faceEmbedding),
                embeddingInput,
                MetricsOptions.DEFAULT.faceConfidence(),
                Optional.ofNullable(lpips),
                Optional.empty());
    }
}
