package io.diffferv.engine.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.tensor.Ops;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/** Weight files of networks that were never trained. */
public final class GeneratedFile {
    private GeneratedFile() {}

    /** Builds a network once to learn which tensors it has: their shapes by name. */
    public static SortedMap<String, long[]> shapes(BiConsumer<Ops, WeightMap> network) {
        try (Ops ops = new Ops(Device.cpu())) {
            GeneratedWeights zeros = new GeneratedWeights(ops.manager(), (name, shape) -> new float[elements(shape)]);
            network.accept(ops, zeros);
            return zeros.shapes();
        }
    }

    /**
     * Writes a tensor of each shape, in fp16.
     *
     * @throws EditException when the place cannot be written
     */
    public static void write(Path file, Map<String, long[]> shapes, GeneratedWeights.Rule rule) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            shapes.forEach((name, shape) -> writer.tensor(
                    name, TensorType.F16, Arrays.stream(shape).boxed().toList(), () -> {
                        try (NDArray values = manager.create(rule.values(name, shape), new Shape(shape))) {
                            return TensorBytes.of(values, TensorType.F16);
                        }
                    }));
            writer.write(file);
        }
    }

    /** Numbers in a tensor of this shape. */
    public static int elements(long... shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }
}
