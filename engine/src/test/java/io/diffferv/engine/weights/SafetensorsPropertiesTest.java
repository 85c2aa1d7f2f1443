package io.diffferv.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.failure.EditException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** What must hold for every file, written or damaged. */
class SafetensorsPropertiesTest {
    private record Sample(TensorType type, List<Long> shape, ByteBuffer bytes) {}

    private Path file;

    @BeforeProperty
    void createFile() throws IOException {
        file = Files.createTempFile("property", ".safetensors");
    }

    @AfterProperty
    void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    @Property(tries = 100)
    void whatIsWrittenIsRead(@ForAll("models") Map<String, Sample> model) {
        write(model);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).containsExactlyInAnyOrderElementsOf(model.keySet());
            model.forEach((name, sample) -> {
                TensorEntry entry = read.entry(name);
                assertThat(entry.shape()).isEqualTo(sample.shape());
                assertThat(entry.type()).isEqualTo(sample.type());
                assertThat(entry.offset() % sample.type().bytes()).isZero();
                assertThat(read.data(name)).isEqualTo(sample.bytes());
            });
        }
    }

    @Property(tries = 300)
    void damageIsReadOrRefusedButNeverWorse(
            @ForAll("models") Map<String, Sample> model,
            @ForAll @IntRange(min = 1, max = 8) int changes,
            @ForAll long seed)
            throws IOException {
        write(model);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(seed);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        Files.write(file, Arrays.copyOf(bytes, length));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            long given = 0;
            for (String name : read.names()) {
                given += read.data(name).remaining();
            }
            assertThat(given).isLessThan(length);
        } catch (EditException e) {
            assertThat(e).hasMessageContaining(file.toString());
        }
    }

    private void write(Map<String, Sample> model) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        model.forEach((name, sample) -> writer.tensor(name, sample.type(), sample.shape(), sample::bytes));
        writer.write(file);
    }

    @Provide
    Arbitrary<Map<String, Sample>> models() {
        Arbitrary<String> names =
                Arbitraries.strings().ofMaxLength(12).filter(name -> !name.equals("__metadata__") && isText(name));
        Arbitrary<List<Long>> shapes = Arbitraries.longs().between(0, 5).list().ofMaxSize(4);
        Arbitrary<Sample> samples = Combinators.combine(Arbitraries.of(TensorType.class), shapes, Arbitraries.longs())
                .as((type, shape, seed) -> {
                    byte[] bytes = new byte
                            [(int) shape.stream()
                                    .reduce((long) type.bytes(), (a, b) -> a * b)
                                    .longValue()];
                    new Random(seed).nextBytes(bytes);
                    return new Sample(type, shape, ByteBuffer.wrap(bytes));
                });
        return Arbitraries.maps(names, samples).ofMaxSize(6);
    }

    // Half a surrogate pair has no UTF-8.
    private static boolean isText(String name) {
        return name.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
    }
}
