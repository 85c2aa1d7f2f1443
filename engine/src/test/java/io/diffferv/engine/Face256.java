package io.diffferv.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.edit.DiffusionModel;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.WeightMap;
import java.nio.file.Path;
import java.util.List;

/** The default model, and what diffusers computes with it ({@code src/test/python/make_goldens.py}). */
public final class Face256 {
    private static final Path GOLDENS = Path.of("src/test/resources/golden/face-256.safetensors");

    private Face256() {}

    /** The model's folder in the project. */
    public static Path folder() {
        return Path.of("../packaging/models/face-256");
    }

    /** The model on the CPU; the caller closes it. */
    public static DiffusionModel load() {
        return DiffusionModel.load(ModelFolder.open(folder()), Device.cpu(), DataType.FLOAT32);
    }

    /** A golden tensor; the manager owns it. */
    public static NDArray golden(NDManager manager, String name, long... shape) {
        try (WeightMap goldens = WeightMap.open(List.of(GOLDENS), manager, DataType.FLOAT32)) {
            return goldens.tensor(name, shape);
        }
    }
}
