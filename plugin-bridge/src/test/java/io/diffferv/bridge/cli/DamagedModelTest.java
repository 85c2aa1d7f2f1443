package io.diffferv.bridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default model with its text encoder damaged in one way each; every way ends in one sentence and status 4. */
class DamagedModelTest {
    private static final Path SOUND = Path.of(System.getProperty("diffferv.share"), "models/face-256");
    private static final String BIAS = "final_layer_norm.bias";
    private static final String WEIGHT = "encoder.layers.0.mlp.fc1.weight";

    @TempDir
    Path folder;

    private Path weights;
    private byte[] sound;

    @BeforeEach
    void modelOfLinks() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> parts = Files.list(SOUND)) {
            for (Path part :
                    parts.filter(part -> !part.endsWith("text_encoder")).toList()) {
                Files.createSymbolicLink(model.resolve(part.getFileName()), part.toAbsolutePath());
            }
        }
        Path encoder = Files.createDirectory(model.resolve("text_encoder"));
        Files.copy(SOUND.resolve("text_encoder/config.json"), encoder.resolve("config.json"));
        weights = encoder.resolve("model.safetensors");
        sound = Files.readAllBytes(SOUND.resolve("text_encoder/model.safetensors"));
    }

    @Test
    void truncated() throws IOException {
        Files.write(weights, Arrays.copyOf(sound, sound.length / 2));
        assertRefused("model.safetensors");
    }

    @Test
    void emptied() throws IOException {
        Files.createFile(weights);
        assertRefused("model.safetensors");
    }

    @Test
    void withAHeaderThatCannotBe() throws IOException {
        ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        Files.write(weights, sound);
        assertRefused("model.safetensors", "header");
    }

    @Test
    void withOverlappingTensors() throws IOException {
        rewrite(header -> offsets(header, BIAS).set(0, new JsonPrimitive(0)));
        assertRefused("model.safetensors");
    }

    @Test
    void withAnElementTypeThatIsNoWeight() throws IOException {
        rewrite(header -> header.getAsJsonObject(BIAS).addProperty("dtype", "I16"));
        assertRefused("final_layer_norm.bias", "I16");
    }

    @Test
    void withoutATensor() throws IOException {
        rewrite(header -> header.add("another.bias", header.remove(BIAS)));
        assertRefused("final_layer_norm.bias");
    }

    @Test
    void withATensorOfAnotherShape() throws IOException {
        rewrite(header -> {
            JsonArray shape = header.getAsJsonObject(WEIGHT).getAsJsonArray("shape");
            shape.add(shape.remove(0));
        });
        assertRefused("mlp.fc1.weight");
    }

    @Test
    void pickled() throws IOException {
        Files.write(weights.resolveSibling("pytorch_model.bin"), "pickle".getBytes(UTF_8));
        assertRefused("model.safetensors");
    }

    private static JsonArray offsets(JsonObject header, String tensor) {
        return header.getAsJsonObject(tensor).getAsJsonArray("data_offsets");
    }

    /** Writes the file with its header changed and its data as it is. */
    private void rewrite(Consumer<JsonObject> change) throws IOException {
        int length = Math.toIntExact(
                ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong());
        JsonObject header = JsonParser.parseString(new String(sound, Long.BYTES, length, UTF_8))
                .getAsJsonObject();
        change.accept(header);
        byte[] changed = header.toString().getBytes(UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(changed.length)
                .array());
        file.write(changed);
        file.write(sound, Long.BYTES + length, sound.length - Long.BYTES - length);
        Files.write(weights, file.toByteArray());
    }

    private void assertRefused(String... named) throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 2);
        Path out = folder.resolve("out.mkv");
        String model = folder.resolve("model").toString();
        Run run = Run.of("edit", clip.toString(), "-o", out.toString(), "--prompt", "an old man", "--model", model);
        assertThat(run.err()).contains(List.of(named)).hasLineCount(1);
        assertThat(run.status()).isEqualTo(4);
        assertThat(out).doesNotExist();
    }
}
