package io.diffferv.bridge.mlt;

import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;
import java.util.Map;

/**
 * A clip to be edited as {@code diffferv edit} does it.
 *
 * @param model folder in diffusers layout
 * @param settings values by key
 */
public record EditTask(
        String source, String output, String model, Map<String, String> settings, EncoderPreset encoder) {
    /** As the engine takes it. */
    public EditJob job() {
        return new EditJob(
                EditJob.Task.EDIT,
                Path.of(source),
                Path.of(output),
                Path.of(model),
                EditSettings.parse(settings),
                encoder,
                EditJob.ALL);
    }
}
