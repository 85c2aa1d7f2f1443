package io.diffferv.engine.edit;

import ai.djl.engine.EngineException;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.Locale;
import java.util.stream.Stream;

/** What libtorch means by its exceptions: it reports exhausted memory and failing cards as text only. */
record EngineFailure(PipelineKey key, EditPlan plan) {
    /** @return a failure that a user can act on, or the exception itself where it is a defect */
    RuntimeException of(EngineException thrown) {
        String message = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
        if (says(message, "out of memory", "can't allocate memory", "alloc_failed")) {
            return new EditException(FailureCode.OUT_OF_MEMORY, memory(), thrown);
        }
        if (key.onGpu() && says(message, "cuda error", "cuda driver", "cublas_status", "cudnn_status")) {
            String first = thrown.getMessage().lines().findFirst().orElse("");
            return new EditException(FailureCode.TRY_AGAIN, card(first), thrown);
        }
        return thrown;
    }

    private static boolean says(String message, String... words) {
        return Stream.of(words).anyMatch(message::contains);
    }

    private Problem memory() {
        return new Problem(
                "memory ran out",
                "the model on " + key.device(),
                "enough for %d images at once".formatted(plan.mostImages()),
                "none left",
                "give less by --memory, or a smaller --working-size");
    }

    private Problem card(String found) {
        return new Problem(
                "the card failed",
                "the model on " + key.device(),
                "a result",
                found,
                "start the program again, or give --device cpu");
    }
}
