package io.diffferv.bridge.evaluate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code edits.json}; whatever is wrong with it is told at once. */
final class RequestFile {
    private static final String SHAPE =
            "{\"edits\": [{\"name\": \"old\", \"settings\": {\"prompt\": \"a photo of an old man\"}}]}";

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    private RequestFile(Path file) {
        this.file = file;
    }

    /** @throws EditException {@code BAD_REQUEST} with every problem; option keys and values are not judged here */
    static EvaluationRequest read(Path file) {
        return new RequestFile(file).read();
    }

    private EvaluationRequest read() {
        JsonObject root = root();
        known(root, "the file", "frames", "reconstruct", "settings", "edits", "variants", "sweeps");
        EvaluationRequest request = new EvaluationRequest(
                frames(root),
                bool(root),
                settings(root, "settings"),
                objects(root, "edits").stream().map(this::edit).toList(),
                variants(root),
                objects(root, "sweeps").stream().map(this::sweep).toList());
        if (request.edits().isEmpty()) {
            wrong("edits", "at least one edit, such as " + SHAPE, "none");
        }
        unique(request.edits().stream().map(EvaluationRequest.Edit::name).toList(), "edits");
        unique(request.variants().stream().map(EvaluationRequest.Variant::name).toList(), "variants");
        if (!problems.isEmpty()) {
            throw new EditException(FailureCode.BAD_REQUEST, problems);
        }
        return request;
    }

    private JsonObject root() {
        try {
            JsonElement content = JsonParser.parseString(Files.readString(file));
            if (content.isJsonObject()) {
                return content.getAsJsonObject();
            }
            wrong("the file", "one JSON object, such as " + SHAPE, "another kind of JSON");
        } catch (IOException | JsonParseException e) {
            wrong(
                    "the file",
                    "one JSON object, such as " + SHAPE,
                    e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        throw new EditException(FailureCode.BAD_REQUEST, problems);
    }

    private Long frames(JsonObject root) {
        JsonElement value = root.get("frames");
        if (value == null) {
            return null;
        }
        try {
            long frames = value.getAsLong();
            if (frames >= 1) {
                return frames;
            }
        } catch (RuntimeException notANumber) {
            // told below
        }
        wrong("frames", "a whole number from 1", value.toString());
        return null;
    }

    private boolean bool(JsonObject root) {
        JsonElement value = root.get("reconstruct");
        if (value == null) {
            return true;
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
            wrong("reconstruct", "true or false", value.toString());
            return true;
        }
        return value.getAsBoolean();
    }

    private List<EvaluationRequest.Variant> variants(JsonObject root) {
        List<EvaluationRequest.Variant> variants = objects(root, "variants").stream()
                .map(variant -> {
                    known(variant, "a variant", "name", "settings");
                    return new EvaluationRequest.Variant(text(variant, "name"), settings(variant, "settings"));
                })
                .toList();
        return variants.isEmpty() ? List.of(new EvaluationRequest.Variant("default", Map.of())) : variants;
    }

    private EvaluationRequest.Edit edit(JsonObject edit) {
        known(edit, "an edit", "name", "clips", "settings");
        return new EvaluationRequest.Edit(text(edit, "name"), texts(edit, "clips"), settings(edit, "settings"));
    }

    private EvaluationRequest.Sweep sweep(JsonObject sweep) {
        known(sweep, "a sweep", "option", "values");
        List<String> values = texts(sweep, "values");
        if (values.isEmpty()) {
            wrong("values of a sweep", "at least one value", "none");
        }
        return new EvaluationRequest.Sweep(text(sweep, "option"), values);
    }

    private Map<String, String> settings(JsonObject parent, String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        JsonElement value = parent.get(name);
        if (value == null) {
            return settings;
        }
        if (!value.isJsonObject()) {
            wrong(name, "an object of option keys and plain values", value.toString());
            return settings;
        }
        value.getAsJsonObject().asMap().forEach((key, element) -> {
            if (element.isJsonPrimitive()) {
                settings.put(key, element.getAsString());
            } else {
                wrong(name + "." + key, "a plain value", element.toString());
            }
        });
        return settings;
    }

    private List<JsonObject> objects(JsonObject parent, String name) {
        return elements(parent, name).stream()
                .filter(element -> {
                    if (!element.isJsonObject()) {
                        wrong(name, "objects", element.toString());
                    }
                    return element.isJsonObject();
                })
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private List<String> texts(JsonObject parent, String name) {
        return elements(parent, name).stream()
                .filter(element -> {
                    if (!element.isJsonPrimitive()) {
                        wrong(name, "plain values", element.toString());
                    }
                    return element.isJsonPrimitive();
                })
                .map(JsonElement::getAsString)
                .toList();
    }

    private List<JsonElement> elements(JsonObject parent, String name) {
        JsonElement value = parent.get(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isJsonArray()) {
            wrong(name, "a list", value.toString());
            return List.of();
        }
        return value.getAsJsonArray().asList();
    }

    private String text(JsonObject parent, String name) {
        JsonElement value = parent.get(name);
        if (value == null || !value.isJsonPrimitive() || value.getAsString().isBlank()) {
            wrong(name, "a text", value == null ? "nothing" : value.toString());
            return "";
        }
        return value.getAsString();
    }

    private void known(JsonObject object, String where, String... names) {
        for (String key : object.keySet()) {
            if (!Set.of(names).contains(key)) {
                wrong(where, "one of " + String.join(", ", names), key);
            }
        }
    }

    private void unique(List<String> names, String where) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                wrong(where, "names that differ", name + " twice");
            }
        }
    }

    private void wrong(String where, String expected, String found) {
        problems.add(new Problem("the request is wrong", file + ", " + where, expected, found, "correct the file"));
    }
}
