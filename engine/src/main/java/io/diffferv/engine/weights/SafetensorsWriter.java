package io.diffferv.engine.weights;

import com.google.gson.stream.JsonWriter;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Writes safetensors files (source: safetensors README, "Format"). Tensors are announced first and their bytes fetched
 * one after the other while writing, so that a model never has to be in memory twice. Equal tensors give equal files:
 * the order is that of the element size, widest first so that each tensor is aligned, and then of the name.
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;

    private record Content(TensorType type, List<Long> shape, long length, Supplier<ByteBuffer> bytes) {}

    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Content> contents = new TreeMap<>();

    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Announces a tensor.
     *
     * @param shape sizes, outermost first
     * @param bytes asked once during {@link #write}: row-major little-endian elements from position to limit; the
     *     buffer stays the supplier's and is left as it was
     * @throws IllegalArgumentException when the name was announced before, or is the format's own
     */
    public SafetensorsWriter tensor(String name, TensorType type, List<Long> shape, Supplier<ByteBuffer> bytes) {
        long length = shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
        if (name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("a tensor cannot be named " + name);
        }
        if (contents.put(name, new Content(type, List.copyOf(shape), length, bytes)) != null) {
            throw new IllegalArgumentException("tensor " + name + " was announced twice");
        }
        return this;
    }

    /**
     * Writes the file under a temporary name and renames it.
     *
     * @throws EditException when the disk is full or the place cannot be written; the target is then untouched
     */
    public void write(Path target) {
        Map<String, Content> ordered = new LinkedHashMap<>();
        contents.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> -entry.getValue().type().bytes()))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        AtomicFile.write(target, channel -> {
            writeFully(channel, header(ordered));
            for (Map.Entry<String, Content> entry : ordered.entrySet()) {
                writeFully(channel, bytes(entry.getKey(), entry.getValue()));
            }
        });
    }

    private ByteBuffer header(Map<String, Content> ordered) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            if (!metadata.isEmpty()) {
                json.name(SafetensorsHeader.METADATA).beginObject();
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.name(entry.getKey()).value(entry.getValue());
                }
                json.endObject();
            }
            long offset = 0;
            for (Map.Entry<String, Content> entry : ordered.entrySet()) {
                Content content = entry.getValue();
                json.name(entry.getKey()).beginObject();
                json.name("dtype").value(content.type().name());
                writeNumbers(json.name("shape"), content.shape());
                writeNumbers(json.name("data_offsets"), List.of(offset, offset + content.length()));
                json.endObject();
                offset += content.length();
            }
            json.endObject();
        }
        return padded(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void writeNumbers(JsonWriter json, List<Long> numbers) throws IOException {
        json.beginArray();
        for (long number : numbers) {
            json.value(number);
        }
        json.endArray();
    }

    // The format asks for spaces behind the object when the data is to be aligned.
    private static ByteBuffer padded(byte[] json) {
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(length).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static ByteBuffer bytes(String name, Content content) {
        ByteBuffer bytes = content.bytes().get().duplicate();
        if (bytes.remaining() != content.length()) {
            throw new IllegalArgumentException(
                    "tensor %s announced %d bytes and has %d".formatted(name, content.length(), bytes.remaining()));
        }
        return bytes;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
