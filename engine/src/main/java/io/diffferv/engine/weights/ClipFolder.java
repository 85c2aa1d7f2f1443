package io.diffferv.engine.weights;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;

/**
 * A CLIPModel as transformers saves it: {@code config.json}, {@code model.safetensors}, and the tokenizer's
 * {@code vocab.json} and {@code merges.txt} beside them.
 *
 * @param projectionDim width of the space that pictures and texts share
 */
public record ClipFolder(Path root, ClipTextConfig text, ClipVisionConfig vision, int projectionDim) {
    /**
     * Reads the configuration.
     *
     * @throws EditException with {@link FailureCode#MODEL} and everything in it that is missing or not supported
     */
    public static ClipFolder open(Path root) {
        ConfigFile file = ConfigFile.read(
                root.resolve("config.json"), "name a CLIPModel folder of transformers, such as clip-vit-base-patch32");
        ClipFolder folder = new ClipFolder(
                root,
                ClipTextConfig.of(file.section("text_config")),
                ClipVisionConfig.of(file.section("vision_config")),
                file.count("projection_dim"));
        file.require();
        return folder;
    }

    /** Opens the weights on the manager's device in fp32; close them when the network is built. */
    public WeightMap openWeights(NDManager manager) {
        return WeightMap.open(WeightFiles.find(root, "model"), manager, DataType.FLOAT32);
    }
}
