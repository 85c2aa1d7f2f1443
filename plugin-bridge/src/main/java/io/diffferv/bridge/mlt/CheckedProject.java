package io.diffferv.bridge.mlt;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.host.FilterValues;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A project that was read once and judged: whatever becomes of its file, this is what is rendered. */
public final class CheckedProject {
    private final ProjectFile project;
    private final Set<Path> media;

    private CheckedProject(ProjectFile project, Set<Path> media) {
        this.project = project;
        this.media = media;
    }

    /** Whether a file is taken for a project, by its name. */
    public static boolean isProject(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(mlt|kdenlive)");
    }

    /**
     * Reads a project and everything that it names by name.
     *
     * @throws EditException with {@link FailureCode#REFUSED} when it reaches for what it may not have, with
     *     {@link FailureCode#BAD_INPUT} when it cannot be read or something that it shows is not there, with
     *     {@link FailureCode#BAD_REQUEST} when an effect has no prompt
     */
    public static CheckedProject open(Path file, ProjectRules rules) {
        ProjectFile project = ProjectFile.read(file);
        Set<Path> media = ProjectCheck.check(project, rules);
        requirePrompts(project);
        return new CheckedProject(project, media);
    }

    public Path file() {
        return project.file();
    }

    /** Where relative names in it begin. */
    public Path root() {
        return project.root();
    }

    /** SHA-256 of its text, in lower-case hexadecimal. */
    public String sha256() {
        return project.sha256();
    }

    /** Files that it names, in order. */
    public Set<Path> media() {
        return media;
    }

    /**
     * An effect of ours.
     *
     * @param model as it names it, or the default
     * @param values its settings by key, as a render takes them
     */
    public record Effect(String model, Map<String, String> values) {}

    /** In the order of the project; of several that say the same, one. */
    public List<Effect> effects() {
        return project.effects().stream()
                .map(Service::properties)
                .map(properties -> new Effect(model(properties), FilterValues.of(properties)))
                .distinct()
                .toList();
    }

    /** Whether an effect lies where pictures of the timeline come from, and not only beside it in the bin. */
    public boolean showsEffect() {
        return project.showsEffect();
    }

    ProjectFile project() {
        return project;
    }

    private static String model(Map<String, String> properties) {
        String named = properties.getOrDefault(EditOption.MODEL.key(), "");
        return named.isBlank() ? ModelLookup.DEFAULT : named;
    }

    private static void requirePrompts(ProjectFile project) {
        List<Problem> missing = project.effects().stream()
                .filter(effect -> effect.properties()
                        .getOrDefault(EditOption.PROMPT.key(), "")
                        .isBlank())
                .map(effect -> new Problem(
                        "the effect has no prompt",
                        effect.where(),
                        "what the edited person should look like",
                        "nothing",
                        "fill it in in the editor"))
                .toList();
        if (!missing.isEmpty()) {
            throw new EditException(FailureCode.BAD_REQUEST, missing);
        }
    }
}
