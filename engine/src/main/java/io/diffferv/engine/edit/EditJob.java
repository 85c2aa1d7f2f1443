package io.diffferv.engine.edit;

import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;

/**
 * One file to work on.
 *
 * @param source video file; never written to
 * @param output where the result goes; null for {@link Task#INVERT}
 * @param model folder in diffusers layout
 * @param frames at most so many from the start
 * @param labelled whether the output says in its metadata that it is an AI edit
 */
public record EditJob(
        Task task,
        Path source,
        Path output,
        Path model,
        EditSettings settings,
        EncoderPreset preset,
        long frames,
        boolean labelled) {
    /** What is done with the file. */
    public enum Task {
        /** Edited and written. */
        EDIT,
        /** Inverted, so that an edit of it starts from the cache. */
        INVERT
    }

    /** All frames of a file. */
    public static final long ALL = Long.MAX_VALUE;

    /** With its label. */
    public EditJob(
            Task task, Path source, Path output, Path model, EditSettings settings, EncoderPreset preset, long frames) {
        this(task, source, output, model, settings, preset, frames, true);
    }
}
