package io.diffferv.bridge.form;

import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditOption.Audience;
import io.diffferv.engine.edit.OptionKind;
import io.diffferv.engine.edit.OptionKind.Choice;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A property of the MLT filter: an edit option, or one of the few that only the filter has.
 *
 * @param key name of the property
 * @param defaultValue empty for none
 * @param help one sentence
 */
record FilterParameter(Audience audience, String key, String defaultValue, OptionKind kind, String help) {
    private static final FilterParameter MODE = new FilterParameter(
            Audience.EDITOR,
            "mode",
            "auto",
            new Choice(List.of("auto", "preview", "render")),
            "preview shows the source until a frame is edited and render waits for it; auto tells a monitor from a"
                    + " render.");

    /** The paper's abbreviations, among words that are capitalised like any other. */
    private static final Set<String> CAPITALS = Set.of("swcfa", "tta");

    static List<FilterParameter> all() {
        return Stream.concat(Arrays.stream(EditOption.values()).map(FilterParameter::of), Stream.of(MODE))
                .toList();
    }

    private static FilterParameter of(EditOption option) {
        return new FilterParameter(
                option.audience(), option.key(), option.defaultValue(), option.kind(), option.help());
    }

    boolean is(EditOption option) {
        return key.equals(option.key());
    }

    /** What a form writes beside the field. */
    String title() {
        List<String> words = Arrays.stream(key.split("_"))
                .map(word -> CAPITALS.contains(word) ? word.toUpperCase(java.util.Locale.ROOT) : word)
                .toList();
        String title = String.join(" ", words);
        return Character.toUpperCase(title.charAt(0)) + title.substring(1);
    }
}
