package io.diffferv.engine;

import io.diffferv.engine.weights.GeneratedWeights;
import io.diffferv.engine.weights.SafetensorsWriter;
import io.diffferv.engine.weights.TensorBytes;
import io.diffferv.engine.weights.TensorType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Weight files whose numbers follow a rule that a Python script can follow as well. */
public final class SeededFile {
    private SeededFile() {}

    public static void write(Path file, Map<String, long[]> shapes, GeneratedWeights.Rule rule) {
        SafetensorsWriter writer = new SafetensorsWriter();
        shapes.forEach((name, shape) -> writer.tensor(
                name,
                TensorType.F32,
                Arrays.stream(shape).boxed().toList(),
                () -> TensorBytes.of(rule.values(name, shape))));
        writer.write(file);
    }
}
