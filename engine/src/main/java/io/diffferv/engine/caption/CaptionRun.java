package io.diffferv.engine.caption;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Captions every picture of a folder that has none yet.
 *
 * @param pictures folder, with its subfolders
 * @param out file of lines {@code {"file_name": "a.jpg", "text": "..."}}, which {@code specialize} reads; each is added
 *     when it is there, so that a run can be stopped at any time and continued
 */
public record CaptionRun(Path pictures, Path out, CaptionServer server) {
    private static final Map<String, String> TYPES =
            Map.of("jpg", "image/jpeg", "jpeg", "image/jpeg", "png", "image/png", "webp", "image/webp");

    private static final Gson GSON = new Gson();

    /** Told after each picture how many have a caption. */
    @FunctionalInterface
    public interface Watcher {
        void captioned(long done, long total, long before);
    }

    /**
     * @return number of captions that were added
     * @throws EditException when the server stays silent or refuses; what was added stays
     */
    public long run(Watcher watcher, BooleanSupplier cancelled) {
        Set<String> done = readDone();
        List<String> names = names();
        long before = names.stream().filter(done::contains).count();
        long count = before;
        for (String name : names) {
            if (cancelled.getAsBoolean()) {
                throw problem(FailureCode.CANCELLED, "stopped", "the last picture", "Ctrl-C");
            }
            if (!done.contains(name)) {
                add(name);
                watcher.captioned(++count, names.size(), before);
            }
        }
        return count - before;
    }

    private void add(String name) {
        try {
            JsonObject line = new JsonObject();
            line.addProperty("file_name", name);
            line.addProperty("text", server.caption(Files.readAllBytes(pictures.resolve(name)), type(name)));
            Files.writeString(out, GSON.toJson(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw AtomicFile.unwritable(out, e);
        }
    }

    /** Names of the pictures with a caption; a last line that a killed run left half written is cut off. */
    private Set<String> readDone() {
        Set<String> done = new TreeSet<>();
        if (!Files.exists(out)) {
            return done;
        }
        try {
            List<String> whole = new ArrayList<>();
            String text = Files.readString(out);
            for (String line : text.lines().toList()) {
                try {
                    done.add(GSON.fromJson(line, JsonObject.class)
                            .get("file_name")
                            .getAsString());
                    whole.add(line);
                } catch (JsonParseException | NullPointerException e) {
                    if (!text.endsWith(line)) {
                        throw problem(
                                FailureCode.BAD_INPUT, "a line is no caption", "a JSON object with file_name", line);
                    }
                }
            }
            byte[] kept =
                    whole.isEmpty() ? new byte[0] : (String.join("\n", whole) + "\n").getBytes(StandardCharsets.UTF_8);
            if (!text.endsWith("\n")) {
                AtomicFile.write(out, channel -> channel.write(ByteBuffer.wrap(kept)));
            }
            return done;
        } catch (IOException e) {
            throw AtomicFile.unwritable(out, e);
        }
    }

    private List<String> names() {
        try (Stream<Path> found = Files.walk(pictures)) {
            List<String> names = found.filter(Files::isRegularFile)
                    .map(file -> pictures.relativize(file).toString())
                    .filter(name -> type(name) != null)
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw problem(FailureCode.BAD_INPUT, "there is no picture", "JPEG, PNG or WebP files", "none");
            }
            return names;
        } catch (IOException e) {
            throw problem(FailureCode.BAD_INPUT, "the folder cannot be read", "a folder of pictures", e.toString());
        }
    }

    private static String type(String name) {
        return TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private EditException problem(FailureCode code, String what, String expected, String found) {
        return new EditException(
                code, new Problem(what, pictures.toString(), expected, found, "run the same command again to go on"));
    }
}
