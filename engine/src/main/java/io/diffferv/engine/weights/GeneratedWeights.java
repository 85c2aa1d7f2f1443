package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Weights made by a rule instead of read from a file: whatever tensor a network asks for exists. Serves conformance
 * vectors and measurements of networks whose trained weights are not at hand.
 */
public final class GeneratedWeights implements WeightMap {
    /** Makes the values of a tensor, in row-major order. */
    @FunctionalInterface
    public interface Rule {
        float[] values(String name, long... shape);
    }

    private final NDManager manager;
    private final Rule rule;
    private final SortedMap<String, long[]> shapes;
    private final String prefix;

    /** @param manager owner of the arrays, which are FLOAT32 */
    public GeneratedWeights(NDManager manager, Rule rule) {
        this(manager, rule, new TreeMap<>(), "");
    }

    private GeneratedWeights(NDManager manager, Rule rule, SortedMap<String, long[]> shapes, String prefix) {
        this.manager = manager;
        this.rule = rule;
        this.shapes = shapes;
        this.prefix = prefix;
    }

    @Override
    public WeightMap at(String segment) {
        return new GeneratedWeights(manager, rule, shapes, prefix + segment + ".");
    }

    @Override
    public String path() {
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }

    @Override
    public boolean has(String segment) {
        return true;
    }

    @Override
    public NDArray tensor(String leaf, long... expectedShape) {
        String name = prefix + leaf;
        shapes.put(name, expectedShape.clone());
        // DJL's array is a view of Java's direct memory, which is scarce; the copy is libtorch's own.
        try (NDArray view = manager.create(rule.values(name, expectedShape), new Shape(expectedShape))) {
            return view.duplicate();
        }
    }

    /**
     * Random numbers for a tensor, the same for the same name and seed.
     *
     * @param reach they lie evenly between its negative and it
     * @param count numbers
     */
    public static float[] uniform(String name, long seed, double reach, int count) {
        SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (reach * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    /** Every tensor that was asked for so far, by name. */
    public SortedMap<String, long[]> shapes() {
        return new TreeMap<>(shapes);
    }

    /** Nothing exists before it is asked for. */
    @Override
    public List<String> unused() {
        return List.of();
    }

    @Override
    public void requireAllUsed() {
        // Always so, see unused.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
