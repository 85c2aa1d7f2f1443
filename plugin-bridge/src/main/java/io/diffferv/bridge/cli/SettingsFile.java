package io.diffferv.bridge.cli;

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
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object of option keys and values, so that an edit can be asked for again without its command line. */
final class SettingsFile {
    private SettingsFile() {}

    /**
     * @return values by key, as text; keys are not judged here
     * @throws EditException with {@link FailureCode#BAD_REQUEST} when the file is not such an object
     */
    static Map<String, String> read(Path file) {
        try {
            JsonElement content = JsonParser.parseString(Files.readString(file));
            if (!content.isJsonObject()) {
                throw refused(file, "another kind of JSON", null);
            }
            return values(file, content.getAsJsonObject());
        } catch (IOException | JsonParseException e) {
            throw refused(file, firstLine(e), e);
        }
    }

    private static Map<String, String> values(Path file, JsonObject content) {
        Map<String, String> values = new LinkedHashMap<>();
        for (var entry : content.entrySet()) {
            if (!entry.getValue().isJsonPrimitive()) {
                throw refused(file, "a nested value at " + entry.getKey(), null);
            }
            values.put(entry.getKey(), entry.getValue().getAsString());
        }
        return values;
    }

    private static String firstLine(Exception e) {
        return e.getClass().getSimpleName() + ": "
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static EditException refused(Path file, String found, Throwable cause) {
        return new EditException(
                FailureCode.BAD_REQUEST,
                new Problem(
                        "the settings cannot be read",
                        "--settings " + file,
                        "one JSON object of option keys and plain values, such as {\"prompt\": \"an old man\"}",
                        found,
                        "correct the file"),
                cause);
    }
}
