package io.diffferv.engine.clip;

import com.google.gson.stream.JsonReader;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The tokenizer's {@code vocab.json}: every symbol that byte-pair encoding can end in, and its id. */
final class Vocabulary {
    private final Path path;
    private final Map<String, Integer> ids;

    private Vocabulary(Path path, Map<String, Integer> ids) {
        this.path = path;
        this.ids = ids;
    }

    /**
     * Reads the file.
     *
     * @param size number of rows of the text encoder's embedding, which no id may reach
     * @throws EditException with {@link FailureCode#MODEL} when it is missing, damaged, or made for another encoder
     */
    static Vocabulary read(Path path, int size) {
        Map<String, Integer> ids = new HashMap<>();
        try (JsonReader reader = new JsonReader(Files.newBufferedReader(path))) {
            reader.beginObject();
            while (reader.hasNext()) {
                String symbol = reader.nextName();
                int id = reader.nextInt();
                if (id < 0 || id >= size) {
                    throw problem(path, "the id of " + symbol + " is not in the embedding", "0 to " + (size - 1), id);
                }
                ids.put(symbol, id);
            }
            reader.endObject();
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw problem(path, "the vocabulary cannot be read", "a JSON object of ids", reason(path, e));
        }
        return new Vocabulary(path, ids);
    }

    /**
     * The id of a symbol without which there is no tokenizing.
     *
     * @throws EditException with {@link FailureCode#MODEL} when it is not in the vocabulary
     */
    int require(String symbol) {
        return find(symbol)
                .orElseThrow(() -> problem(path, "the vocabulary lacks a symbol", symbol, ids.size() + " others"));
    }

    OptionalInt find(String symbol) {
        Integer id = ids.get(symbol);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    static EditException problem(Path path, String what, Object expected, Object found) {
        return new EditException(
                FailureCode.MODEL,
                new Problem(
                        what,
                        path.toString(),
                        String.valueOf(expected),
                        String.valueOf(found),
                        "copy or download the model's tokenizer folder again"));
    }

    static String reason(Path path, Exception e) {
        return Files.exists(path) ? String.valueOf(e.getMessage()) : "no such file";
    }
}
