package io.diffferv.bridge.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to edit and how: the content of {@code edits.json}. Settings are by {@link io.diffferv.engine.edit.EditOption}
 * key, as text; an edit's own go before the request's, a variant's before both.
 *
 * @param frames take at most so many from the start of each clip; null for all
 * @param reconstruct whether each clip is also inverted and sampled back under its source prompt
 * @param settings of every edit
 * @param edits at least one
 * @param variants ways to make each edit, to be compared; the first one is the reference
 * @param sweeps options to be varied, everything else as in the first variant
 */
record EvaluationRequest(
        Long frames,
        boolean reconstruct,
        Map<String, String> settings,
        List<Edit> edits,
        List<Variant> variants,
        List<Sweep> sweeps) {
    /**
     * One prompt.
     *
     * @param name for the report
     * @param clips names of the clips it is made of, {@code *} and {@code ?} as in a shell; empty for all
     */
    record Edit(String name, List<String> clips, Map<String, String> settings) {}

    /** One way to make an edit. */
    record Variant(String name, Map<String, String> settings) {}

    /** One option over some values. */
    record Sweep(String option, List<String> values) {
        Variant at(String value, Variant reference) {
            Map<String, String> settings = new LinkedHashMap<>(reference.settings());
            settings.put(option, value);
            return new Variant(option + "=" + value, settings);
        }
    }

    /** What is made of every edit: the variants, and each sweep's values, under one name each. */
    List<Variant> everyVariant() {
        Map<String, Variant> all = new LinkedHashMap<>();
        variants.forEach(variant -> all.put(variant.name(), variant));
        for (Sweep sweep : sweeps) {
            for (String value : sweep.values()) {
                Variant variant = sweep.at(value, variants.get(0));
                all.putIfAbsent(variant.name(), variant);
            }
        }
        return new ArrayList<>(all.values());
    }
}
