package io.diffferv.engine.metrics;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** An ONNX network that the user named; what OpenCV cannot make of it is told in one sentence. */
record OnnxFile(Path path, String purpose) {
    /**
     * Runs a step of OpenCV on this network.
     *
     * @throws EditException {@link FailureCode#MODEL} when the file is missing or OpenCV refuses it
     */
    <T> T use(Supplier<T> step) {
        if (!Files.isRegularFile(path)) {
            throw failure("there is no such file", "nothing", null);
        }
        try {
            return step.get();
        } catch (RuntimeException refused) {
            throw failure("OpenCV cannot use it", firstLine(refused.getMessage()), refused);
        }
    }

    private EditException failure(String what, String found, RuntimeException cause) {
        Problem problem = new Problem(
                what, path.toString(), "an ONNX network for " + purpose, found, "name the file of such a network");
        return new EditException(FailureCode.MODEL, problem, cause);
    }

    private static String firstLine(String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("no reason given");
    }
}
