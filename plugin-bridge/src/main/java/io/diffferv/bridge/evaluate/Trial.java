package io.diffferv.bridge.evaluate;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditSettings;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One clip edited in one way.
 *
 * @param edit the edit's name, or {@link #RECONSTRUCTION}
 * @param values settings by key
 */
record Trial(Path clip, String edit, String variant, Map<String, String> values) {
    /** The name under which a clip's reconstructions go. */
    static final String RECONSTRUCTION = "reconstruction";

    /** Every trial of a request, those of a clip together so that they share its inversions. */
    static List<Trial> all(EvaluationRequest request, List<Path> clips) {
        Set<Trial> trials = new LinkedHashSet<>();
        for (Path clip : clips) {
            for (EvaluationRequest.Edit edit : request.edits()) {
                if (!applies(edit, clip)) {
                    continue;
                }
                Map<String, String> values = new LinkedHashMap<>(request.settings());
                values.putAll(edit.settings());
                if (request.reconstruct()) {
                    trials.add(reconstruction(clip, values));
                }
                for (EvaluationRequest.Variant variant : request.everyVariant()) {
                    Map<String, String> own = new LinkedHashMap<>(values);
                    own.putAll(variant.settings());
                    trials.add(new Trial(clip, edit.name(), variant.name(), own));
                }
            }
        }
        return new ArrayList<>(trials);
    }

    /** It does not depend on the prompt, nor on how the prompt is followed. */
    private static Trial reconstruction(Path clip, Map<String, String> values) {
        Map<String, String> kept = new LinkedHashMap<>(values);
        Set.of(EditOption.PROMPT, EditOption.EDIT, EditOption.STRENGTH, EditOption.GUIDANCE, EditOption.COMPOSITE)
                .forEach(option -> kept.remove(option.key()));
        String prompt = kept.getOrDefault(EditOption.SOURCE_PROMPT.key(), EditOption.SOURCE_PROMPT.defaultValue());
        return new Trial(clip, RECONSTRUCTION, prompt, kept);
    }

    private static boolean applies(EvaluationRequest.Edit edit, Path clip) {
        return edit.clips().isEmpty()
                || edit.clips().stream().anyMatch(pattern -> {
                    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
                    return matcher.matches(clip.getFileName());
                });
    }

    boolean reconstructs() {
        return edit.equals(RECONSTRUCTION);
    }

    /** @throws io.diffferv.engine.failure.EditException {@code BAD_REQUEST} with every wrong key and value */
    EditSettings settings() {
        if (reconstructs()) {
            return EditSettings.reconstruction(values);
        }
        EditSettings settings = EditSettings.parse(values);
        settings.requirePrompt();
        return settings;
    }

    /** Folder of the model. */
    Path model() {
        return ModelLookup.ofThisMachine().find(settings().model());
    }

    String clipName() {
        return clip.getFileName().toString();
    }

    /** A name for people. */
    String name() {
        return "%s, %s, %s".formatted(clipName(), edit, variant);
    }

    /** The name of its folder: readable, and different for different trials whatever their names are made of. */
    String folder() {
        String readable = name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        return "%.80s-%08x".formatted(readable, name().hashCode());
    }
}
