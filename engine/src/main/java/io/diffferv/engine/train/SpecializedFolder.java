package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import com.google.gson.GsonBuilder;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The result: a copy of the model's folder, in diffusers layout, with another U-Net. */
final class SpecializedFolder {
    private static final Path UNET = Path.of("unet");

    private SpecializedFolder() {}

    /**
     * Writes beside {@code out} and renames. Weights are fp32: steps this small would be lost in fp16.
     *
     * @param out does not exist
     * @param report written as {@code specialization.json}
     */
    static void write(Path out, ModelFolder base, Map<String, NDArray> unet, Map<String, Object> report) {
        Path part = out.resolveSibling("." + out.getFileName() + ".partial");
        try {
            delete(part);
            copy(base.root(), part);
            SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
            StoredTensors.announce(writer, "", unet);
            writer.write(part.resolve("unet/diffusion_pytorch_model.safetensors"));
            Files.writeString(
                    part.resolve("specialization.json"),
                    new GsonBuilder().setPrettyPrinting().create().toJson(report) + "\n");
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw AtomicFile.unwritable(out, e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path relative = from.relativize(file);
            boolean oldWeights = relative.startsWith(UNET) && !relative.endsWith("config.json");
            if (!oldWeights) {
                Files.createDirectories(to.resolve(relative).getParent());
                Files.copy(file, to.resolve(relative));
            }
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
