package io.diffferv.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Path;
import java.util.List;

/**
 * The weights of one network, looked up by names composed on the way down: a block asks for {@code at("attentions",
 * 0)} and hands the result to its child, which knows only its own leaves. Arrays are loaded when asked for, and the map
 * knows at the end which ones nobody asked for.
 */
public interface WeightMap extends AutoCloseable {
    /**
     * Opens the weights stored in one file, or in several that hold different tensors.
     *
     * @param manager owner of every array that {@link #tensor} returns; its device is where they are put
     * @param precision element type of the arrays: FLOAT32 or FLOAT16
     * @throws EditException with {@link FailureCode#MODEL} when a file is damaged or two hold the same tensor
     */
    static WeightMap open(List<Path> paths, NDManager manager, DataType precision) {
        return StoredWeights.open(paths, CanonicalNames.UNCHANGED, manager, precision);
    }

    /**
     * Opens the weights stored in all safetensors files of a folder, whatever their names; see {@link #open}.
     *
     * @throws EditException with {@link FailureCode#MODEL} when there is none as well
     */
    static WeightMap openFolder(Path folder, NDManager manager, DataType precision) {
        return open(WeightFiles.all(folder), manager, precision);
    }

    /** The weights under a segment of the name. */
    WeightMap at(String segment);

    /** The weights of one element of a list, such as {@code resnets.1}. */
    default WeightMap at(String list, int index) {
        return at(list).at(Integer.toString(index));
    }

    /** The segments so far, joined by dots. */
    String path();

    /** Whether there is a tensor of this name here, or any below it. */
    boolean has(String segment);

    /**
     * Loads a tensor, converted to the map's precision on its manager's device.
     *
     * @param expectedShape sizes, outermost first; linear weights are [out, in], convolutions [out, in, kh, kw]
     * @return an array owned by the manager that this map was opened with
     * @throws EditException with {@link FailureCode#MODEL} when it is missing, of another shape, or not floating point
     */
    NDArray tensor(String leaf, long... expectedShape);

    /** Full names of the tensors that nobody asked for; index tables such as {@code position_ids} do not count. */
    List<String> unused();

    /**
     * Checks that the network took every weight: one left over means that the file belongs to another network.
     *
     * @throws EditException with {@link FailureCode#MODEL} that names some of them
     */
    void requireAllUsed();

    /** Closes what the weights are read from; arrays that were loaded stay. Views made by {@link #at} share it. */
    @Override
    void close();
}
