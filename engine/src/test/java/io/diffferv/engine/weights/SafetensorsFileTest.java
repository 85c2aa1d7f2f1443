package io.diffferv.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsEveryPartOfAValidFile() {
        Path path = RawSafetensors.write(at("valid"), """
                {"__metadata__":{"format":"pt"},
                 "b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},
                 "a":{"data_offsets":[0,4],"shape":[2],"dtype":"F16"},
                 "empty":{"dtype":"F32","shape":[3,0],"data_offsets":[12,12]},
                 "scalar":{"dtype":"I64","shape":[],"data_offsets":[12,20]}}   \
                """, 20);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).containsExactly("b", "a", "empty", "scalar");
            assertThat(file.metadata()).containsOnly(entry("format", "pt"));
            assertThat(file.entry("b").shape()).containsExactly(2L, 1L);
            assertThat(file.entry("b").type()).isEqualTo(TensorType.F32);
            assertThat(file.entry("scalar").length()).isEqualTo(8);
            ByteBuffer b = file.data("b");
            assertThat(b.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(b.remaining()).isEqualTo(8);
            assertThat(b.getInt()).isEqualTo(0x07060504);
            assertThatThrownBy(() -> b.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
            assertThat(file.data("empty").remaining()).isZero();
        }
    }

    @Test
    void readsTheEmptyModel() {
        try (SafetensorsFile file = SafetensorsFile.open(RawSafetensors.write(at("empty"), "{}", 0))) {
            assertThat(file.names()).isEmpty();
        }
    }

    @Test
    void dataOutlivesTheFile() {
        ByteBuffer data;
        try (SafetensorsFile file =
                SafetensorsFile.open(RawSafetensors.write(at("closed"), tensor("a", "U8", "[4]", 0, 4), 4))) {
            data = file.data("a");
        }
        assertThat(data.getInt()).isEqualTo(0x03020100);
    }

    /** Header text without its braces, what the sentence must name. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "a":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}                          | unknown dtype
            "a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}                         | shape of tensor a is wrong
            "a":{"dtype":"U8","shape":[4.0],"data_offsets":[0,4]}                        | found 4.0
            "a":{"dtype":"U8","shape":["4"],"data_offsets":[0,4]}                        | found STRING
            "a":{"dtype":"U8","shape":[4e0],"data_offsets":[0,4]}                        | found 4e0
            "a":{"dtype":"U8","shape":[9999999999999999999],"data_offsets":[0,4]}        | whole numbers from 0
            "a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}     | too large
            "a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}                         | does not match its type and shape
            "a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}                          | no range
            "a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,4]}                        | data_offsets of tensor a is too long
            "a":{"dtype":"U8","shape":[4],"data_offsets":[0]}                            | no range
            "a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4],"data_offsets":[0,4]} | too long
            "a":{"dtype":"U8","shape":[4]}                                               | described in part
            "a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"stride":1}               | unknown key
            "a":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}             | dtype appears twice
            "a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{}                   | name a appears twice
            "a":{"dtype":1,"shape":[4],"data_offsets":[0,4]}                             | found NUMBER
            "a":{"dtype":null,"shape":[4],"data_offsets":[0,4]}                          | found NULL
            "a":[]                                                                       | cannot be read
            "a":{"dtype":"U8","shape":[[4]],"data_offsets":[0,4]}                        | found BEGIN_ARRAY
            "__metadata__":{"k":1}                                                       | metadata k is wrong
            "__metadata__":{"k":"","k":""}                                               | metadata key k appears twice
            "__metadata__":{},"__metadata__":{}                                          | appears twice
            "a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}                          | bytes after the last tensor
            "a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}                          | ends inside tensor a
            "a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}                          | hole before tensor a
            "a":{"dtype":"U8","shape":[4],"data_offsets":[9223372036854775803,9223372036854775807]} | past any file
            "a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]} | overlaps
            "a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]} | hole before tensor b
            a:1                                                                        | cannot be read
            "a" 1                                                                        | cannot be read
            """)
    void refusesDamagedHeaders(String inner, String words) {
        refuses(RawSafetensors.write(at("damaged"), "{" + inner + "}", 4), words);
    }

    @Test
    void refusesGarbageBehindTheHeaderObject() {
        refuses(RawSafetensors.write(at("two"), "{} {}", 0), "cannot be read");
        refuses(RawSafetensors.write(at("open"), "{", 0), "cannot be read");
        refuses(RawSafetensors.write(at("space"), " {}", 0), "not safetensors");
        refuses(RawSafetensors.write(at("list"), "[]", 0), "not safetensors");
        refuses(RawSafetensors.write(at("none"), "", 0), "an empty header");
    }

    @Test
    void refusesHeadersThatAreNotUtf8() {
        byte[] header = "{\"?\":1}".getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xff;
        refuses(RawSafetensors.write(at("latin"), header.length, header, 0), "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void refusesHeadersThatCannotBe(long announced) {
        refuses(RawSafetensors.write(at("long"), announced, new byte[] {'{', '}'}, 0), "longer than it may be");
    }

    @Test
    void refusesAHeaderOverTheCapEvenInALargeEnoughFile() throws IOException {
        Path path = RawSafetensors.write(at("huge"), SafetensorsFile.MOST_HEADER_BYTES + 1, new byte[] {'{'}, 0);
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(200_000_000);
        }
        refuses(path, "at most 100000000 bytes");
    }

    @Test
    void refusesTooShortMissingAndOtherThings() throws IOException {
        refuses(Files.write(at("short"), new byte[7]), "too short");
        refuses(Files.write(at("zero"), new byte[0]), "too short");
        refuses(at("absent"), "missing");
        refuses(Files.createDirectory(at("folder")), "missing");
    }

    @Test
    void namesPicklesAndTheWayOut() throws IOException {
        byte[] zip = {'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0, 0, 0};
        refuses(Files.write(at("zip.pth"), zip), "PyTorch zip archive", "diffferv models import");
        byte[] bare = {(byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, (byte) 0x9c, 'F', (byte) 0xf9};
        refuses(Files.write(at("bare.pth"), bare), "bare pickle", "diffferv models import");
    }

    @Test
    void namesAMissingTensor() {
        try (SafetensorsFile file = SafetensorsFile.open(RawSafetensors.write(at("empty"), "{}", 0))) {
            assertThatThrownBy(() -> file.data("a"))
                    .isInstanceOf(EditException.class)
                    .hasMessageContaining("tensor a is missing");
        }
    }

    @Test
    void reachesTensorsBeyondTwoGibibytes() throws IOException {
        long first = 3L << 30;
        String header = "{" + inner("a", "U8", "[" + first + "]", 0, first) + ","
                + inner("b", "U8", "[4]", first, first + 4) + "}";
        Path path = RawSafetensors.write(at("large"), header, 0);
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.seek(sparse.length() + first);
            sparse.write(new byte[] {1, 2, 3, 4});
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.data("b").getInt()).isEqualTo(0x04030201);
            assertThatThrownBy(() -> file.data("a")).hasMessageContaining("at most 2 GiB");
        }
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private static String tensor(String name, String type, String shape, long begin, long end) {
        return "{" + inner(name, type, shape, begin, end) + "}";
    }

    private static String inner(String name, String type, String shape, long begin, long end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, type, shape, begin, end);
    }

    private static void refuses(Path path, String... words) {
        assertThatThrownBy(() -> SafetensorsFile.open(path).close())
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining(path.toString())
                .message()
                .contains(List.of(words))
                .endsWith(".");
    }
}
