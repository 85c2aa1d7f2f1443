package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.diffferv.engine.Face256;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model with a weight that is no number: nothing of what it makes gets into a picture or the cache. */
class FiniteCheckTest {
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"vae, decoder.conv_out.bias, pictures", "unet, conv_out.bias, latents"})
    void resultsThatAreNoNumbersAreRefused(String part, String tensor, String named) throws IOException {
        Path model = modelOfLinks(part);
        Files.write(
                model.resolve(part).resolve(WEIGHTS),
                withoutNumbers(Face256.folder().resolve(part).resolve(WEIGHTS), tensor));
        Path out = folder.resolve("out.mkv");
        EditJob job = Tiny.job(Tiny.clip(folder), out, Tiny.settings());
        EditJob broken = new EditJob(job.task(), job.source(), out, model, job.settings(), job.preset(), job.frames());

        try (EnginePool pool = new EnginePool(1)) {
            VideoEditor editor = new VideoEditor(pool, Tiny.cache(folder.resolve("cache")));
            assertThatThrownBy(() -> editor.run(broken, new Witness()))
                    .isInstanceOfSatisfying(
                            EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                    .hasMessageContainingAll(named, "NaN", model.toString());
        }

        assertThat(out).doesNotExist();
        assertThat(entries()).hasSize(part.equals("vae") ? 2 : 0);
    }

    /** What is kept: the autoencoder's damage shows after the inversion and the source's noise, which are sound. */
    private List<Path> entries() throws IOException {
        Path cache = folder.resolve("cache");
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".entry")).toList();
        }
    }

    private Path modelOfLinks(String own) throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        for (Path part : children(Face256.folder())) {
            Files.createSymbolicLink(model.resolve(part.getFileName()), part.toAbsolutePath());
        }
        Files.delete(model.resolve(own));
        Files.createDirectory(model.resolve(own));
        for (Path file : children(Face256.folder().resolve(own))) {
            Files.copy(file, model.resolve(own).resolve(file.getFileName()));
        }
        return model;
    }

    private static List<Path> children(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.toList();
        }
    }

    /** The file's bytes with all bits of one tensor set, which is no number in any floating format. */
    private static byte[] withoutNumbers(Path file, String tensor) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int header = Math.toIntExact(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
        JsonArray offsets = JsonParser.parseString(new String(bytes, Long.BYTES, header, StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject(tensor)
                .getAsJsonArray("data_offsets");
        for (int i = offsets.get(0).getAsInt(); i < offsets.get(1).getAsInt(); i++) {
            bytes[Long.BYTES + header + i] = (byte) 0xff;
        }
        return bytes;
    }
}
