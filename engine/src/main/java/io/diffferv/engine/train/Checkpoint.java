package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.weights.SafetensorsFile;
import io.diffferv.engine.weights.SafetensorsWriter;
import io.diffferv.engine.weights.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything a run needs to go on as if it had never stopped: weights, moments, averages and the loss's
 * scale after a step. What is drawn at random, and the place in the data, follow from the step's number.
 */
final class Checkpoint {
    private static final String STEP = "step";
    private static final String RUN = "run";
    private static final String LOSS_SCALE = "loss_scale";

    private final Path file;
    private final String run;
    private final LossScale scale;
    private final Map<String, Map<String, NDArray>> parts = new LinkedHashMap<>();

    /** @param run all that must be the same for the run to go on */
    Checkpoint(
            Path file, String run, Map<String, NDArray> parameters, Adam adam, MovingAverage average, LossScale scale) {
        this.file = file;
        this.run = run;
        this.scale = scale;
        parts.put("parameter.", parameters);
        parts.put("m.", adam.firstMoments());
        parts.put("v.", adam.secondMoments());
        parts.put("average.", average.averages());
    }

    /** Replaces the file, all of it or nothing. */
    void write(long step) {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata(STEP, Long.toString(step))
                .metadata(RUN, run)
                .metadata(LOSS_SCALE, scale.state());
        parts.forEach((prefix, tensors) -> StoredTensors.announce(writer, prefix, TensorType.F32, tensors));
        writer.write(file);
    }

    /**
     * Takes over what the file holds, if there is one.
     *
     * @return the step that it was written after, 0 without a file
     * @throws EditException with {@link FailureCode#BAD_REQUEST} when it is of a run with other settings or data
     */
    long read() {
        if (!Files.exists(file)) {
            return 0;
        }
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            String before = stored.metadata().get(RUN);
            if (!run.equals(before)) {
                throw new EditException(
                        FailureCode.BAD_REQUEST,
                        new Problem(
                                "a run with other settings or data stopped here",
                                file.toString(),
                                String.valueOf(before),
                                run,
                                "repeat its command to continue it, or delete this folder"));
            }
            parts.forEach((prefix, tensors) -> StoredTensors.read(stored, prefix, tensors));
            scale.resume(stored.metadata().get(LOSS_SCALE));
            return Long.parseLong(stored.metadata().get(STEP));
        }
    }
}
