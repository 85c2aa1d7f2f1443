package io.diffferv.bridge.node;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.EncoderPreset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a job file asks for.
 *
 * @param kind {@code edit} a clip, or {@code render} a project
 * @param source the clip or the project, below the folder of inputs
 * @param output the video, below the folder of outputs
 * @param settings of an edit, by key
 * @param models SHA-256 of every model that is used, by its name
 * @param seconds that it may take at most; 0 for the node's own limit, as with the next two
 * @param memory bytes
 * @param disk bytes of the output
 */
record Job(
        Kind kind,
        String source,
        String output,
        EncoderPreset encoder,
        Map<String, String> settings,
        Map<String, String> models,
        long seconds,
        long memory,
        long disk) {
    enum Kind {
        EDIT,
        RENDER
    }

    private static final Set<String> KEYS =
            Set.of("kind", "source", "output", "encoder", "settings", "models", "seconds", "memory", "disk");

    /** @throws EditException with {@link FailureCode#BAD_REQUEST} and everything that is wrong */
    static Job of(JsonObject content) {
        List<Problem> wrong = new ArrayList<>();
        content.keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> wrong.add(
                        problem(key, "one of " + KEYS.stream().sorted().toList(), "another key")));
        Kind kind = choice(content, "kind", Kind.class, null, wrong);
        EncoderPreset encoder = choice(content, "encoder", EncoderPreset.class, EncoderPreset.ORDINARY, wrong);
        Job job = new Job(
                kind,
                text(content, "source", wrong),
                text(content, "output", wrong),
                encoder,
                texts(content, "settings", wrong),
                texts(content, "models", wrong),
                number(content, "seconds", wrong),
                number(content, "memory", wrong),
                number(content, "disk", wrong));
        if (!wrong.isEmpty()) {
            throw new EditException(FailureCode.BAD_REQUEST, wrong);
        }
        return job;
    }

    private static <E extends Enum<E>> E choice(
            JsonObject content, String key, Class<E> kind, E preset, List<Problem> wrong) {
        if (!content.has(key) && preset != null) {
            return preset;
        }
        String given = text(content, key, new ArrayList<>());
        for (E value : kind.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(given)) {
                return value;
            }
        }
        wrong.add(problem(
                key, "one of " + List.of(kind.getEnumConstants()).toString().toLowerCase(Locale.ROOT), given));
        return preset;
    }

    private static String text(JsonObject content, String key, List<Problem> wrong) {
        JsonElement value = content.get(key);
        if (value == null || !value.isJsonPrimitive() || value.getAsString().isBlank()) {
            wrong.add(problem(key, "a text", value == null ? "nothing" : value.toString()));
            return "";
        }
        return value.getAsString();
    }

    private static Map<String, String> texts(JsonObject content, String key, List<Problem> wrong) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonElement values = content.get(key);
        if (values == null) {
            return texts;
        }
        if (!values.isJsonObject()) {
            wrong.add(problem(key, "an object of texts", values.toString()));
            return texts;
        }
        for (var entry : values.getAsJsonObject().entrySet()) {
            if (entry.getValue().isJsonPrimitive()) {
                texts.put(entry.getKey(), entry.getValue().getAsString());
            } else {
                wrong.add(problem(
                        key + "." + entry.getKey(), "a text", entry.getValue().toString()));
            }
        }
        return texts;
    }

    private static long number(JsonObject content, String key, List<Problem> wrong) {
        JsonElement value = content.get(key);
        if (value == null) {
            return 0;
        }
        String text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
        if (!text.matches("[1-9][0-9]{0,17}")) {
            wrong.add(problem(key, "a whole number from 1", text));
            return 0;
        }
        return Long.parseLong(text);
    }

    private static Problem problem(String key, String expected, String found) {
        return new Problem("the value is not allowed", key, expected, found, "correct the job");
    }
}
