package io.diffferv.engine.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.diffferv.engine.failure.EditException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The JSON part of a safetensors file (safetensors README, "Format"): a map from tensor names to type, shape and byte
 * range, and free text under {@code __metadata__}. Each entry is checked by itself here; how the ranges fit together
 * is {@link SafetensorsLayout}'s concern.
 */
record SafetensorsHeader(Map<String, TensorEntry> entries, Map<String, String> metadata) {
    /** The one name that is not a tensor's. */
    static final String METADATA = "__metadata__";

    private static final Pattern COUNT = Pattern.compile("0|[1-9]\\d{0,18}");
    private static final int MOST_DIMENSIONS = 16;

    /**
     * @param json the header's bytes, padding included
     * @param dataStart position in the file from which the header's offsets count
     */
    static SafetensorsHeader parse(Path file, byte[] json, long dataStart) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (JsonReader reader = new JsonReader(new InputStreamReader(new ByteArrayInputStream(json), decoder))) {
            reader.setStrictness(Strictness.STRICT);
            return new Parser(file, reader, dataStart).header();
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw ModelProblem.damaged(file, "the header cannot be read", "a JSON object", firstLine(e));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing readable");
    }

    private record Parser(Path file, JsonReader reader, long dataStart) {
        SafetensorsHeader header() throws IOException {
            Map<String, TensorEntry> entries = new LinkedHashMap<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            Set<String> seen = new HashSet<>();
            reader.beginObject();
            while (reader.hasNext()) {
                String name = unique(reader.nextName(), seen, "name");
                if (name.equals(METADATA)) {
                    readMetadata(metadata);
                } else {
                    entries.put(name, entry(name));
                }
            }
            reader.endObject();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw ModelProblem.damaged(file, "the header goes on after its object", "spaces only", reader.peek());
            }
            return new SafetensorsHeader(entries, metadata);
        }

        private void readMetadata(Map<String, String> metadata) throws IOException {
            Set<String> seen = new HashSet<>();
            reader.beginObject();
            while (reader.hasNext()) {
                String key = unique(reader.nextName(), seen, "metadata key");
                metadata.put(key, text("metadata " + key));
            }
            reader.endObject();
        }

        private TensorEntry entry(String name) throws IOException {
            TensorType type = null;
            List<Long> shape = null;
            List<Long> range = null;
            Set<String> seen = new HashSet<>();
            reader.beginObject();
            while (reader.hasNext()) {
                String key = unique(reader.nextName(), seen, "key of tensor " + name);
                switch (key) {
                    case "dtype" -> type = type(name);
                    case "shape" -> shape = counts(name, "shape", MOST_DIMENSIONS);
                    case "data_offsets" -> range = counts(name, "data_offsets", 2);
                    default ->
                        throw ModelProblem.damaged(
                                file, "tensor " + name + " has an unknown key", "dtype, shape, data_offsets", key);
                }
            }
            reader.endObject();
            if (type == null || shape == null || range == null) {
                throw ModelProblem.damaged(
                        file, "tensor " + name + " is described in part", "dtype, shape, data_offsets", seen);
            }
            return checked(name, type, shape, range);
        }

        private TensorEntry checked(String name, TensorType type, List<Long> shape, List<Long> range) {
            if (range.size() != 2 || range.get(0) > range.get(1)) {
                throw ModelProblem.damaged(
                        file, "the data_offsets of tensor " + name + " are no range", "[begin, end]", range);
            }
            long length = range.get(1) - range.get(0);
            long bytes = bytes(name, type, shape);
            if (bytes != length) {
                throw ModelProblem.damaged(
                        file,
                        "the size of tensor " + name + " does not match its type and shape",
                        bytes + " bytes for " + type + " " + shape,
                        length + " bytes");
            }
            if (range.get(1) > Long.MAX_VALUE - dataStart) {
                throw ModelProblem.damaged(file, "tensor " + name + " ends past any file", "a real offset", range);
            }
            return new TensorEntry(name, type, shape, dataStart + range.get(0), length);
        }

        private long bytes(String name, TensorType type, List<Long> shape) {
            if (shape.contains(0L)) {
                return 0;
            }
            try {
                long product = type.bytes();
                for (long size : shape) {
                    product = Math.multiplyExact(product, size);
                }
                return product;
            } catch (ArithmeticException e) {
                throw ModelProblem.damaged(
                        file, "the shape of tensor " + name + " is too large", "fewer than 2^63 bytes", shape);
            }
        }

        private TensorType type(String name) throws IOException {
            String found = text("dtype of tensor " + name);
            return Arrays.stream(TensorType.values())
                    .filter(type -> type.name().equals(found))
                    .findFirst()
                    .orElseThrow(() -> ModelProblem.damaged(
                            file,
                            "tensor " + name + " has an unknown dtype",
                            "one of " + Arrays.toString(TensorType.values()),
                            found));
        }

        private List<Long> counts(String name, String key, int most) throws IOException {
            List<Long> counts = new ArrayList<>();
            reader.beginArray();
            while (reader.hasNext()) {
                if (counts.size() == most) {
                    throw ModelProblem.damaged(
                            file, "the " + key + " of tensor " + name + " is too long", "at most " + most, "more");
                }
                counts.add(count(name, key));
            }
            reader.endArray();
            return counts;
        }

        private long count(String name, String key) throws IOException {
            JsonToken token = reader.peek();
            String found = token == JsonToken.NUMBER ? reader.nextString() : token.toString();
            if (!COUNT.matcher(found).matches()
                    || (found.length() == 19 && found.compareTo("9223372036854775807") > 0)) {
                throw ModelProblem.damaged(
                        file, "the " + key + " of tensor " + name + " is wrong", "whole numbers from 0", found);
            }
            return Long.parseLong(found);
        }

        // nextString would also take a number.
        private String text(String what) throws IOException {
            if (reader.peek() != JsonToken.STRING) {
                throw ModelProblem.damaged(file, "the " + what + " is wrong", "a string", reader.peek());
            }
            return reader.nextString();
        }

        private String unique(String name, Set<String> seen, String what) throws EditException {
            if (!seen.add(name)) {
                throw ModelProblem.damaged(file, "the " + what + " " + name + " appears twice", "once", "twice");
            }
            return name;
        }
    }
}
