package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Weights in safetensors files. */
final class StoredWeights implements WeightMap {
    private record Stored(SafetensorsFile file, TensorEntry entry, boolean renamed) {}

    private final List<SafetensorsFile> files;
    private final NavigableMap<String, Stored> tensors;
    private final Set<String> used;
    private final TensorLoader loader;
    private final String prefix;

    private StoredWeights(
            List<SafetensorsFile> files,
            NavigableMap<String, Stored> tensors,
            Set<String> used,
            TensorLoader loader,
            String prefix) {
        this.files = files;
        this.tensors = tensors;
        this.used = used;
        this.loader = loader;
        this.prefix = prefix;
    }

    static StoredWeights open(List<Path> paths, CanonicalNames names, NDManager manager, DataType precision) {
        TensorLoader loader = new TensorLoader(manager, precision);
        List<SafetensorsFile> files = new ArrayList<>();
        try {
            NavigableMap<String, Stored> tensors = new TreeMap<>();
            for (Path path : paths) {
                SafetensorsFile file = SafetensorsFile.open(path);
                files.add(file);
                addAll(tensors, file, names);
            }
            return new StoredWeights(List.copyOf(files), tensors, ConcurrentHashMap.newKeySet(), loader, "");
        } catch (RuntimeException e) {
            files.forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static void addAll(NavigableMap<String, Stored> tensors, SafetensorsFile file, CanonicalNames names) {
        for (String name : file.names()) {
            String canonical = names.of(name);
            Stored twin = tensors.put(canonical, new Stored(file, file.entry(name), !canonical.equals(name)));
            if (twin != null) {
                throw ModelProblem.damaged(
                        file.path(),
                        "tensor " + name + " is stored twice",
                        "each tensor once",
                        twin.entry().name() + " in " + twin.file().path());
            }
        }
    }

    @Override
    public WeightMap at(String segment) {
        return new StoredWeights(files, tensors, used, loader, name(segment) + ".");
    }

    @Override
    public String path() {
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }

    @Override
    public boolean has(String segment) {
        String name = name(segment);
        String next = tensors.ceilingKey(name + ".");
        return tensors.containsKey(name) || (next != null && next.startsWith(name + "."));
    }

    @Override
    public NDArray tensor(String leaf, long... expectedShape) {
        String name = name(leaf);
        Stored stored = tensors.get(name);
        if (stored == null) {
            throw ModelProblem.of(
                    where(),
                    "tensor " + name + " is missing",
                    "shape " + Arrays.toString(expectedShape),
                    "nothing of that name",
                    "check that the file belongs to this part of the model");
        }
        TensorEntry entry = stored.entry();
        if (!entry.type().readableAsWeight()) {
            throw ModelProblem.damaged(
                    stored.file().path(), "tensor " + name + " is no weight", "F16, BF16 or F32", entry.type());
        }
        List<Long> expected = Arrays.stream(expectedShape).boxed().toList();
        if (!(stored.renamed() ? withoutKernel(entry.shape()) : entry.shape()).equals(expected)) {
            throw ModelProblem.of(
                    stored.file().path().toString(),
                    "tensor " + name + " has another shape than the configuration says",
                    expected,
                    entry.shape(),
                    "check that config.json and the weights belong together");
        }
        used.add(name);
        return loader.load(stored.file(), entry, new Shape(expectedShape));
    }

    @Override
    public List<String> unused() {
        return tensors.entrySet().stream()
                .filter(tensor -> !tensor.getValue().entry().type().isInteger())
                .map(tensor -> tensor.getKey())
                .filter(name -> !used.contains(name))
                .toList();
    }

    @Override
    public void requireAllUsed() {
        List<String> unused = unused();
        if (!unused.isEmpty()) {
            throw ModelProblem.of(
                    where(),
                    unused.size() + " tensors have no place in the network",
                    used.size() + " tensors",
                    unused.stream().limit(3).collect(Collectors.joining(", ")) + (unused.size() > 3 ? ", ..." : ""),
                    "check that config.json and the weights belong together");
        }
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }

    private String name(String leaf) {
        return prefix + leaf;
    }

    private String where() {
        return files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", "));
    }

    // The oldest autoencoder files hold the attention's linear weights as 1x1 convolutions.
    private static List<Long> withoutKernel(List<Long> shape) {
        return shape.size() == 4 && shape.get(2) == 1 && shape.get(3) == 1 ? shape.subList(0, 2) : shape;
    }
}
