package io.diffferv.engine.edit;

import io.diffferv.engine.video.FileTags;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What an output file says about itself (design.md, decision 10). */
public final class EditLabel {
    /** The one entry that every container carries and every player shows. */
    private static final String KEY = "comment";

    private static final String BEGINNING = "AI-edited by DiffFERV: ";

    private EditLabel() {}

    /** The sentence for the output of a job, whether or not it is to carry it. */
    public static String of(EditJob job) {
        EditSettings settings = job.settings();
        return BEGINNING
                + "\"%s\" (was \"%s\"), model %s, seed %d"
                        .formatted(
                                settings.prompt(),
                                settings.sourcePrompt(),
                                job.model().toAbsolutePath().normalize().getFileName(),
                                settings.seed());
    }

    /**
     * The label that a file carries, if it does.
     *
     * @throws io.diffferv.engine.failure.EditException {@code BAD_INPUT} when it is no media file
     */
    public static Optional<String> find(Path file) {
        return Optional.ofNullable(FileTags.read(file).get(KEY)).filter(text -> text.startsWith(BEGINNING));
    }

    /** Entries for the output's metadata. */
    static Map<String, String> tags(EditJob job) {
        return job.labelled() ? Map.of(KEY, of(job)) : Map.of();
    }
}
