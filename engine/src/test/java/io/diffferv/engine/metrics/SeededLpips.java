package io.diffferv.engine.metrics;

import io.diffferv.engine.SeededFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** LPIPS' networks with the weights of src/test/python/make_lpips_goldens.py. */
final class SeededLpips {
    private SeededLpips() {}

    /** @return {@code folder}, now with the two files that a user would have converted */
    static Path write(Path folder) {
        Map<String, long[]> trunk = new TreeMap<>();
        List<long[]> kernels = List.of(
                new long[] {64, 3, 11, 11},
                new long[] {192, 64, 5, 5},
                new long[] {384, 192, 3, 3},
                new long[] {256, 384, 3, 3},
                new long[] {256, 256, 3, 3});
        Map<String, long[]> lins = new TreeMap<>();
        for (int i = 0; i < kernels.size(); i++) {
            String layer = "features." + List.of(0, 3, 6, 8, 10).get(i);
            trunk.put(layer + ".weight", kernels.get(i));
            trunk.put(layer + ".bias", new long[] {kernels.get(i)[0]});
            lins.put("lin" + i + ".model.1.weight", new long[] {1, kernels.get(i)[0], 1, 1});
        }
        // What torchvision's file has besides.
        trunk.put("classifier.6.bias", new long[] {1000});
        SeededFile.write(folder.resolve("alexnet.safetensors"), trunk, SeededLpips::values);
        SeededFile.write(folder.resolve("lpips.safetensors"), lins, SeededLpips::values);
        return folder;
    }

    private static float[] values(String name, long... shape) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        float[] values = new float[count];
        for (int j = 0; j < count; j++) {
            double r = Math.sin(1.0 + j % 1009);
            double value = name.startsWith("lin") ? Math.abs(r) / count : r * Math.sqrt(2.0 * shape[0] / count);
            values[j] = (float) (name.endsWith("bias") ? 0.02 * r : value);
        }
        return values;
    }
}
