package io.diffferv.bridge.host;

import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.OptionKind;
import java.util.HashMap;
import java.util.Map;

/** What an effect's properties say as settings of an edit. */
public final class FilterValues {
    private FilterValues() {}

    /**
     * The settings among a filter's properties, by key. The strength comes with each frame, and an empty field of a form
     * means the default, except where a text may well be empty.
     */
    public static Map<String, String> of(Map<String, String> properties) {
        Map<String, String> values = new HashMap<>();
        for (EditOption option : EditOption.values()) {
            String value = properties.get(option.key());
            boolean mayBeEmpty = option.kind() instanceof OptionKind.Text && option != EditOption.MODEL;
            if (value != null && option != EditOption.STRENGTH && (mayBeEmpty || !value.isBlank())) {
                values.put(option.key(), value);
            }
        }
        return values;
    }
}
