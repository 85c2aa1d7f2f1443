package io.diffferv.engine.weights;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One of diffusers' or transformers' own JSON files. Keys that this product has no use for are left alone, values that
 * it cannot honour are collected as problems and reported together by {@link #require}.
 */
final class ConfigFile {
    private final Path path;
    private final String section;
    private final String remedy;
    private final JsonObject values;
    private final List<Problem> problems;

    private ConfigFile(Path path, String section, String remedy, JsonObject values, List<Problem> problems) {
        this.path = path;
        this.section = section;
        this.remedy = remedy;
        this.values = values;
        this.problems = problems;
    }

    /** A file of a Stable Diffusion model; see {@link #read(Path, String)}. */
    static ConfigFile read(Path path) {
        return read(path, "use a model of the Stable Diffusion 1.x family");
    }

    /**
     * @param remedy what to do about values that cannot be honoured
     * @throws EditException with {@link FailureCode#MODEL} when the file is missing or not a JSON object
     */
    static ConfigFile read(Path path, String remedy) {
        try (Reader reader = Files.newBufferedReader(path)) {
            JsonObject values = JsonParser.parseReader(reader).getAsJsonObject();
            return new ConfigFile(path, "", remedy, values, new ArrayList<>());
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new EditException(
                    FailureCode.MODEL,
                    new Problem(
                            "a part of the model cannot be read",
                            path.toString(),
                            "a JSON object",
                            Files.exists(path) ? e.getMessage() : "no such file",
                            "check that the folder is complete and in diffusers layout"),
                    e);
        }
    }

    Path path() {
        return path;
    }

    /** The object under a key, an empty one when it is missing; its problems are this file's. */
    ConfigFile section(String key) {
        JsonElement found = values.get(key);
        boolean object = found != null && found.isJsonObject();
        if (!object) {
            problem(key + " is missing", "an object", found == null ? "none" : found);
        }
        JsonObject inside = object ? found.getAsJsonObject() : new JsonObject();
        return new ConfigFile(path, key + ".", remedy, inside, problems);
    }

    int count(String key, int whenAbsent) {
        return value(key, whenAbsent, "a whole number above 0", ConfigFile::toInt, number -> number > 0);
    }

    int count(String key) {
        needed(key);
        return count(key, 1);
    }

    int countFromZero(String key, int whenAbsent) {
        return value(key, whenAbsent, "a whole number from 0", ConfigFile::toInt, number -> number >= 0);
    }

    double number(String key, double whenAbsent) {
        return value(key, whenAbsent, "a number above 0", JsonElement::getAsDouble, number -> number > 0);
    }

    double number(String key) {
        needed(key);
        return number(key, 1);
    }

    boolean flag(String key, boolean whenAbsent) {
        return value(key, whenAbsent, "true or false", ConfigFile::toFlag, flag -> true);
    }

    List<Integer> counts(String key) {
        needed(key);
        return value(
                key,
                List.of(1),
                "a list of 1 to 16 whole numbers above 0",
                element -> toList(element, ConfigFile::toInt),
                list -> !list.isEmpty() && list.size() <= 16 && list.stream().allMatch(count -> count > 0));
    }

    /** Strings that must each be one of those allowed. */
    List<String> names(String key, Set<String> allowed) {
        needed(key);
        return value(
                key,
                List.of(),
                "a list out of " + allowed,
                element -> toList(element, JsonElement::getAsString),
                names -> allowed.containsAll(names));
    }

    boolean isList(String key) {
        return values.has(key) && values.get(key).isJsonArray();
    }

    boolean isPresent(String key) {
        return values.has(key) && !values.get(key).isJsonNull();
    }

    /** Notes a problem unless the key is absent or has the one value that is built in. */
    void only(String key, Object supported) {
        JsonElement found = values.has(key) ? values.get(key) : JsonNull.INSTANCE;
        if (!found.isJsonNull() && !same(found, supported)) {
            problem(key + " is not supported", supported, found);
        }
    }

    /** Notes a problem unless the key is absent or null. */
    void absent(String key) {
        if (isPresent(key)) {
            problem(key + " is not supported", "null", values.get(key));
        }
    }

    void problem(String what, Object expected, Object found) {
        problems.add(
                new Problem(section + what, path.toString(), String.valueOf(expected), String.valueOf(found), remedy));
    }

    /** @throws EditException with {@link FailureCode#MODEL} and every problem noted so far */
    void require() {
        if (!problems.isEmpty()) {
            throw new EditException(FailureCode.MODEL, problems);
        }
    }

    private void needed(String key) {
        if (!isPresent(key)) {
            problem(key + " is missing", "a value", "none");
        }
    }

    // The value that stands in for a wrong one is never seen: a problem has been noted by then.
    private <T> T value(String key, T whenAbsent, String expected, Function<JsonElement, T> read, Predicate<T> valid) {
        if (!isPresent(key)) {
            return whenAbsent;
        }
        try {
            T value = read.apply(values.get(key));
            if (valid.test(value)) {
                return value;
            }
        } catch (UnsupportedOperationException | IllegalStateException | NumberFormatException e) {
            // Gson's ways of saying that an element is of another kind.
        }
        problem(key + " is wrong", expected, values.get(key));
        return whenAbsent;
    }

    // Gson would cut 2.5 to 2.
    private static int toInt(JsonElement element) {
        return Integer.parseInt(element.getAsString());
    }

    // Gson would take any string for false.
    private static boolean toFlag(JsonElement element) {
        if (!element.getAsJsonPrimitive().isBoolean()) {
            throw new IllegalStateException("not a truth value");
        }
        return element.getAsBoolean();
    }

    private static <T> List<T> toList(JsonElement element, Function<JsonElement, T> read) {
        return element.getAsJsonArray().asList().stream().map(read).toList();
    }

    // 1 and 1.0 are the same number.
    private static boolean same(JsonElement found, Object supported) {
        if (!found.isJsonPrimitive()) {
            return false;
        }
        JsonPrimitive primitive = found.getAsJsonPrimitive();
        return supported instanceof Number number
                ? primitive.isNumber() && primitive.getAsDouble() == number.doubleValue()
                : primitive.getAsString().equals(supported.toString());
    }
}
