package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import com.google.gson.GsonBuilder;
import io.diffferv.engine.storage.NewFolder;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.SafetensorsWriter;
import io.diffferv.engine.weights.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The result: a copy of the model's folder, in diffusers layout, with another U-Net. */
final class SpecializedFolder {
    private SpecializedFolder() {}

    /**
     * Writes beside {@code out} and renames.
     *
     * @param out does not exist
     * @param type of the U-Net's weights, F32 or F16
     * @param report written as {@code specialization.json}
     */
    static void write(
            Path out, ModelFolder base, Map<String, NDArray> unet, TensorType type, Map<String, Object> report) {
        NewFolder.write(out, part -> {
            NewFolder.copy(base.root(), part, file -> !file.startsWith("unet") || file.endsWith("config.json"));
            SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
            StoredTensors.announce(writer, "", type, unet);
            writer.write(part.resolve("unet/diffusion_pytorch_model.safetensors"));
            Files.writeString(
                    part.resolve("specialization.json"),
                    new GsonBuilder().setPrettyPrinting().create().toJson(report) + "\n");
        });
    }
}
