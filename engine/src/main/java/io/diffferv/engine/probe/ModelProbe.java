package io.diffferv.engine.probe;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.edit.DiffusionModel;
import io.diffferv.engine.weights.ModelFolder;

/** Tells whether a model is whole, by loading all of it. */
public final class ModelProbe {
    private ModelProbe() {}

    /**
     * Reads every weight and builds every network on the CPU, and lets go of them again.
     *
     * @throws io.diffferv.engine.failure.EditException {@code MODEL} naming what is missing, damaged or of another shape
     */
    public static void load(ModelFolder folder) {
        DiffusionModel.load(folder, Device.cpu(), DataType.FLOAT32).close();
    }
}
