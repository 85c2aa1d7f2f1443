package io.diffferv.engine.edit;

import java.util.Map;

/** What an output file says about itself (design.md, decision 10). */
final class EditLabel {
    private EditLabel() {}

    /** Entries for the file's metadata; {@code comment} is the one that every container carries. */
    static Map<String, String> of(EditJob job) {
        EditSettings settings = job.settings();
        return Map.of(
                "comment",
                "AI-edited by DiffFERV: \"%s\" (was \"%s\"), model %s, seed %d"
                        .formatted(settings.prompt(), settings.sourcePrompt(), settings.model(), settings.seed()));
    }
}
