package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Autograd;
import io.diffferv.engine.weights.WeightMap;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Weights that are trained: hands out those of another map, each tracked, and knows them by name. */
final class Parameters implements WeightMap {
    private final WeightMap source;
    private final SortedMap<String, NDArray> tensors;

    /** @param source of fp32 weights; it stays the caller's */
    Parameters(WeightMap source) {
        this(source, new TreeMap<>());
    }

    private Parameters(WeightMap source, SortedMap<String, NDArray> tensors) {
        this.source = source;
        this.tensors = tensors;
    }

    /** Every tensor that was asked for, by its name in the file; owned by the source's manager. */
    SortedMap<String, NDArray> tensors() {
        return Collections.unmodifiableSortedMap(tensors);
    }

    @Override
    public WeightMap at(String segment) {
        return new Parameters(source.at(segment), tensors);
    }

    @Override
    public String path() {
        return source.path();
    }

    @Override
    public boolean has(String segment) {
        return source.has(segment);
    }

    @Override
    public NDArray tensor(String leaf, long... expectedShape) {
        NDArray tensor = Autograd.track(source.tensor(leaf, expectedShape));
        tensors.put(path().isEmpty() ? leaf : path() + "." + leaf, tensor);
        return tensor;
    }

    @Override
    public List<String> unused() {
        return source.unused();
    }

    @Override
    public void requireAllUsed() {
        source.requireAllUsed();
    }

    @Override
    public void close() {
        source.close();
    }
}
