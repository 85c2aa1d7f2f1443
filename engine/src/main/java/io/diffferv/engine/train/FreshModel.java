package io.diffferv.engine.train;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.NewFolder;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.weights.GeneratedFile;
import io.diffferv.engine.weights.GeneratedWeights;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.UNetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a model whose U-Net was never trained, for a {@link Specialization} to train from scratch. It begins as
 * diffusers' does, with PyTorch's initial weights: those of convolutions and linear layers, and their biases, are
 * uniform between ±1/√inputs of an output; norms pass on what they get.
 */
public final class FreshModel {
    /** What a model's folder has of its own U-Net, and says of it. */
    private static final Set<String> OF_THE_UNET = Set.of("unet", "README.md", "specialization.json");

    private final Map<String, long[]> shapes;
    private final long seed;

    private FreshModel(Map<String, long[]> shapes, long seed) {
        this.shapes = shapes;
        this.seed = seed;
    }

    /**
     * Writes the folder; equal seeds give equal weights.
     *
     * @param shape folder in diffusers layout without weights, with {@code unet/config.json}; all of it is copied
     * @param parts model that everything else is copied of: autoencoder, text encoder, tokenizer and noise schedule
     * @param folder that does not exist yet
     * @throws EditException when it does, when the U-Net's configuration is not supported, or does not fit the parts
     */
    public static void write(Path shape, ModelFolder parts, Path folder, long seed) {
        UNetConfig.read(shape.resolve("unet/config.json"));
        requireUnetOnly(shape);
        NewFolder.write(folder, part -> {
            NewFolder.copy(shape, part, file -> true);
            NewFolder.copy(
                    parts.root(),
                    part,
                    file -> !OF_THE_UNET.contains(file.getName(0).toString()));
            ModelFolder model = ModelFolder.open(part);
            Map<String, long[]> shapes =
                    GeneratedFile.shapes((ops, weights) -> new UNet2DConditionModel(ops, model.unet(), weights));
            FreshModel fresh = new FreshModel(shapes, seed);
            GeneratedFile.write(part.resolve("unet/diffusion_pytorch_model.safetensors"), shapes, fresh::values);
        });
    }

    private static void requireUnetOnly(Path shape) {
        List<String> others = Stream.of("vae", "text_encoder")
                .filter(other -> Files.exists(shape.resolve(other)))
                .toList();
        if (!others.isEmpty()) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "only a U-Net can be trained from scratch",
                            shape.toString(),
                            "unet/config.json, and no other network",
                            String.join(" and ", others),
                            "delete it; autoencoder and text encoder are copied of another model"));
        }
    }

    private float[] values(String name, long... shape) {
        int count = GeneratedFile.elements(shape);
        long[] weight = shapes.get(name.replaceFirst("bias$", "weight"));
        if (weight.length == 1) {
            float[] values = new float[count];
            Arrays.fill(values, name.endsWith("weight") ? 1 : 0);
            return values;
        }
        double reach = Math.sqrt(weight[0] / (double) GeneratedFile.elements(weight));
        return GeneratedWeights.uniform(name, seed, reach, count);
    }
}
