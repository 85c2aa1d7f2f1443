package io.diffferv.engine.metrics;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What frames are compared with by CLIP.
 *
 * @param clip folder of a CLIPModel as transformers saves it
 * @param prompt what the edit should show
 * @param sourcePrompt what the source shows, to tell which of the two an edited frame fits better
 */
public record PromptOptions(Path clip, String prompt, Optional<String> sourcePrompt) {
    public PromptOptions {
        if (prompt.isBlank()) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "CLIP has nothing to compare frames with",
                            "prompt",
                            "the prompt of the edit",
                            "none",
                            "give it as well"));
        }
    }
}
