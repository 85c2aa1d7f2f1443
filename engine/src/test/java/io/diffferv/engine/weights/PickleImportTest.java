package io.diffferv.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleImportTest {
    /** Saved by PyTorch; the command is in src/test/python/make_torch_checkpoint.py. */
    private static final Path GOLDEN = Path.of("src/test/resources/golden/gmflow-shaped.pth");

    /** A storage of four bytes, and a call that makes a tensor of it, up to its offset. */
    private static final String STORAGE = "((X\7\0\0\0storagectorch\nByteStorage\nX\1\0\0\0000X\3\0\0\0cpuK\4tQ";

    private static final String TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n" + STORAGE;

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void nameTarget() {
        target = folder.resolve("model.safetensors");
    }

    @Test
    void convertsWhatPyTorchSaved() {
        PickleImport.importTo(GOLDEN, target);
        try (SafetensorsFile file = SafetensorsFile.open(target)) {
            assertThat(file.names()).hasSize(14);
            assertThat(file.metadata()).containsEntry("format", "pt");
            Map<String, List<Long>> shapes = Map.of(
                    "backbone.conv1.weight", List.of(4L, 3L, 7L, 7L),
                    "upsampler.2.bias", List.of(9L),
                    "transformer.shared", List.of(4L, 3L),
                    "transformer.transposed", List.of(4L, 3L),
                    "transformer.parameter", List.of(2L, 2L));
            shapes.forEach((name, shape) -> {
                assertThat(file.entry(name).shape()).as(name).isEqualTo(shape);
                ByteBuffer data = file.data(name);
                for (int i = 0; data.hasRemaining(); i++) {
                    assertThat(data.getFloat()).as(name).isEqualTo(i % 7 - 3);
                }
            });
            assertThat(file.entry("transformer.half").type()).isEqualTo(TensorType.F16);
            assertThat(file.data("transformer.half").getShort()).isEqualTo((short) 0xc200);
            assertThat(file.entry("transformer.brain").type()).isEqualTo(TensorType.BF16);
            assertThat(file.data("transformer.brain").getShort()).isEqualTo((short) 0xc040);
            assertThat(file.entry("transformer.count").shape()).isEmpty();
            assertThat(file.data("transformer.count").getLong()).isEqualTo(-3);
            assertThat(file.entry("transformer.empty").shape()).containsExactly(0L, 3L);
        }
        assertThat(folder.toFile().list()).containsExactly("model.safetensors");
    }

    /** Each would run code, or build an object, in Python or in the pickle library; none is on the list. */
    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "builtins, eval",
        "__builtin__, eval",
        "builtins, set",
        "builtins, bytearray",
        "builtins, getattr",
        "builtins, Exception",
        "exceptions, Exception",
        "decimal, Decimal",
        "datetime, datetime",
        "operator, attrgetter",
        "copy_reg, _reconstructor",
        "_codecs, encode",
        "array, array",
        "torch, load",
        "torch._utils, _rebuild_tensor",
        "collections, OrderedDict.fromkeys",
        "java.lang, Runtime"
    })
    void refusesEveryOtherName(String module, String name) {
        String call = "X\4\0\0\0echo\u0085R.";
        refuses("c" + module + "\n" + name + "\n" + call, FailureCode.REFUSED, "found " + module + "." + name + ")");
        String stackGlobal = shortText(module) + shortText(name) + "\u0093" + call;
        refuses("\u0080\4" + stackGlobal, FailureCode.REFUSED, "found " + module + "." + name + ")");
    }

    /** INST, OBJ, NEWOBJ, NEWOBJ_EX, EXT1, PERSID, NEXT_BUFFER, BYTEARRAY8, EMPTY_SET, BINBYTES and an unknown one. */
    @ParameterizedTest
    @ValueSource(ints = {'i', 'o', 0x81, 0x92, 0x82, 'P', 0x97, 0x96, 0x8f, 'B', 0xff})
    void refusesOpcodesThatCallInOtherWays(int opcode) {
        refuses("(" + (char) opcode + "os\nsystem\n.", FailureCode.REFUSED, "found opcode 0x%02x".formatted(opcode));
    }

    @Test
    void refusesStateForAnythingButADictionary() {
        refuses("]}b.", FailureCode.REFUSED, "state of something other than an OrderedDict");
        refuses("ccollections\nOrderedDict\n}b.", FailureCode.REFUSED, "state of something");
    }

    @Test
    void refusesOtherPersistentIds() {
        refuses("X\4\0\0\0pathQ.", FailureCode.REFUSED, "persistent id path");
    }

    @Test
    void keepsTheTerminalFromWhatAPickleSays() {
        refuses("c\u001b[2Jos\nsystem\n.", FailureCode.REFUSED, "found ?[2Jos.system)");
        refuses("c" + "o".repeat(100_000) + "\nsystem\n.", FailureCode.REFUSED, "ooo...)");
    }

    @Test
    void namesDamage() {
        refuses("", FailureCode.MODEL, "the pickle is damaged");
        refuses("R.", FailureCode.MODEL, "the pickle is damaged");
        refuses("}(K\1s.", FailureCode.MODEL, "found a name that is no text");
        refuses("ctorch\nFloatStorage\n)R.", FailureCode.MODEL, "the pickle is damaged");
        refuses("X\377\377\377\377a.", FailureCode.MODEL, "the pickle is damaged");
        refuses("}.", FailureCode.MODEL, "the checkpoint has no weights");
        refuses("K\1.", FailureCode.MODEL, "the checkpoint has no weights");
        refuses("}X\1\0\0\0aK\1s.", FailureCode.MODEL, "the checkpoint has more than weights");
    }

    /** Offset, sizes and strides of a view into four bytes. */
    @ParameterizedTest
    @CsvSource({
        "1, 4, 1",
        "0, 3, 2",
        "4, 1, 1",
        "-1, 1, 1",
        "0, -1, 1",
        "0, 2, -1",
        "0, 5, 0",
        "0, 2147483647, 2147483647"
    })
    void refusesViewsOutsideTheirStorage(int offset, int size, int stride) {
        refuses(
                "}X\1\0\0\0a" + TENSOR + number(offset) + number(size) + "\u0085" + number(stride)
                        + "\u0085\u0089}tRs.",
                FailureCode.MODEL,
                "tensor a is not inside its storage");
    }

    @Test
    void refusesMoreTensorsThanTheArchiveCouldHold() {
        StringBuilder pickle = new StringBuilder("}");
        String view = TENSOR + "K\0K\4\u0085K\1\u0085\u0089}tRq\1";
        pickle.append("X\1\0\0\0a").append(view).append("s");
        for (int i = 0; i < 5000; i++) {
            pickle.append("X\4\0\0\0%04d".formatted(i)).append("h\1s");
        }
        Path path = folder.resolve("views.pth");
        int storage = 1_000_000;
        try (RawCheckpoint checkpoint = new RawCheckpoint(path)) {
            String whole = pickle.append(".").toString().replace("cpuK\4", "cpu" + number(storage));
            whole = whole.replace("K\0K\4\u0085", "K\0" + number(storage) + "\u0085");
            checkpoint.stored("a/data.pkl", whole.getBytes(StandardCharsets.ISO_8859_1));
            checkpoint.stored("a/data/0", new byte[storage]);
        }
        refuses(path, FailureCode.MODEL, "the tensors are larger than the archive");
    }

    @Test
    void refusesCompressedShortAndForeignParts() {
        String pickle = "}X\1\0\0\0a" + TENSOR + "K\0K\4\u0085K\1\u0085\u0089}tRs.";
        byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
        Path path = folder.resolve("parts.pth");
        try (RawCheckpoint checkpoint = new RawCheckpoint(path)) {
            checkpoint.stored("a/data.pkl", bytes).compressed("a/data/0", new byte[4]);
        }
        refuses(path, FailureCode.MODEL, "part a/data/0 is missing, compressed or too large");
        try (RawCheckpoint checkpoint = new RawCheckpoint(path)) {
            checkpoint.stored("a/data.pkl", bytes).stored("a/data/0", new byte[3]);
        }
        refuses(path, FailureCode.MODEL, "part a/data/0 is too short");
        try (RawCheckpoint checkpoint = new RawCheckpoint(path)) {
            checkpoint.stored("a/data.pkl", bytes).stored("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        }
        refuses(path, FailureCode.MODEL, "another kind of machine");
        try (RawCheckpoint checkpoint = new RawCheckpoint(path)) {
            checkpoint.stored("a/other", bytes);
        }
        refuses(path, FailureCode.MODEL, "the archive is no checkpoint");
    }

    @Test
    void tellsThroughTheOtherProcessWhatIsWrong() throws IOException {
        Path malicious = RawCheckpoint.ofPickle(folder.resolve("bad.pth"), "cos\nsystem\nX\4\0\0\0echo\u0085R.");
        assertThatThrownBy(() -> PickleImport.importTo(malicious, target))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.REFUSED))
                .hasMessageContaining(malicious.toString())
                .hasMessageContaining("found os.system)");
        Path text = Files.writeString(folder.resolve("text.pth"), "no zip");
        assertThatThrownBy(() -> PickleImport.importTo(text, target))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining("no zip archive");
        assertThatThrownBy(() -> PickleImport.importTo(folder.resolve("absent.pth"), target))
                .hasMessageContaining("nothing to import");
        assertThat(target).doesNotExist();
    }

    /** A length that no memory holds ends the other process, not this one. */
    @Test
    void survivesAPickleThatAsksForAllMemory() {
        Path greedy = RawCheckpoint.ofPickle(folder.resolve("greedy.pth"), "X\377\377\377\177a.");
        assertThatThrownBy(() -> PickleImport.importTo(greedy, target))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining("could not be converted");
    }

    @Test
    void damagedArchivesAreConvertedOrRefusedButNeverWorse() throws IOException {
        byte[] golden = Files.readAllBytes(GOLDEN);
        Path path = folder.resolve("damaged.pth");
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] damaged =
                    Arrays.copyOf(golden, random.nextInt(4) == 0 ? random.nextInt(golden.length) : golden.length);
            for (int change = 0; damaged.length > 0 && change < 4; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(path, damaged);
            try {
                PickleImport.convert(path, target);
                SafetensorsFile.open(target).close();
            } catch (EditException e) {
                assertThat(e).hasMessageContaining(path.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(50);
    }

    private void refuses(String pickle, FailureCode code, String words) {
        refuses(RawCheckpoint.ofPickle(folder.resolve("raw.pth"), pickle), code, words);
    }

    private void refuses(Path path, FailureCode code, String words) {
        assertThatThrownBy(() -> PickleImport.convert(path, target))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
        assertThat(target).doesNotExist();
    }

    private static String shortText(String text) {
        return "\u008c" + (char) text.length() + text;
    }

    /** BININT, little-endian. */
    private static String number(int value) {
        byte[] bytes =
                ByteBuffer.allocate(4).putInt(Integer.reverseBytes(value)).array();
        return "J" + new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
