package io.diffferv.engine.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.diffferv.engine.SharedFiles;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.weights.ClipTextConfig;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClipTokenizerTest {
    private static final Path FACE_256 = Path.of("../packaging/models/face-256");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/clip-bpe-ids.json");
    private static final int END = 832;

    @TempDir
    private Path folder;

    /** Ids that came with the default model. */
    @Test
    void agreesWithTheExamplesOfTheDefaultModel() throws IOException {
        ClipTokenizer tokenizer = face256();
        JsonObject examples = JsonParser.parseString(Files.readString(FACE_256.resolve("tokenizer/examples.json")))
                .getAsJsonObject();
        assertThat(examples.size()).isEqualTo(5);
        examples.entrySet()
                .forEach(example -> assertThat(tokenizer.encode(example.getKey()))
                        .as(example.getKey())
                        .isEqualTo(new Gson().fromJson(example.getValue(), int[].class)));
    }

    static Stream<String> goldenGroups() {
        return Stream.of("prompts", "escaped");
    }

    /** Ids from transformers; the command is in the file. */
    @ParameterizedTest
    @MethodSource("goldenGroups")
    void agreesWithTransformersOnTheFullVocabulary(String group) throws IOException {
        ClipTokenizer tokenizer = fullVocabulary();
        JsonObject golden = JsonParser.parseString(Files.readString(GOLDEN)).getAsJsonObject();
        assertThat(golden.getAsJsonObject(group).size()).isGreaterThanOrEqualTo(3);
        golden.getAsJsonObject(group)
                .entrySet()
                .forEach(example -> assertThat(tokenizer.encode(example.getKey()))
                        .as(example.getKey())
                        .isEqualTo(new Gson().fromJson(example.getValue(), int[].class)));
    }

    /** Corners of Unicode; ids from transformers 5.23.0, CLIPTokenizer on ../shared/clip-bpe, start and end left out. */
    @ParameterizedTest
    @CsvSource({
        "<|STARTOFTEXT|> a, 27 347 993 6659 4160 91 285 320",
        "a<|endoftext|>b, 320 49407 321",
        "<|endoftext, 27 347 40786 4160",
        "<|startoftext|>'s, 49406 568",
        "\u039f\u0394\u039f\u03a3 \u03a3, 138 123 138 112 138 123 139 481 139 481",
        "\u0130stanbul, 328 16384 11231",
        "a\u00a0b\u2003c\u0085d\u200be, 320 321 322 323 9844 324",
        "\u1e9b\u0323, 157 118 505 136 352",
        "e\u0301, 4166",
        "'\u01c5 \u00df \u1e9e', 131 484 127 509 127 509",
        "\ud835\udc00\ud801\udc00, 15889 222 172 238 238 357"
    })
    void agreesWithTransformersOnCorners(String prompt, String ids) throws IOException {
        int[] expected = Stream.of(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
        int[] found = fullVocabulary().encode(prompt);
        assertThat(IntStream.of(found).skip(1).limit(expected.length).toArray()).isEqualTo(expected);
        assertThat(IntStream.of(found).skip(1L + expected.length)).containsOnly(49407);
    }

    @Test
    void undoesEscapesTwice() {
        ClipTokenizer tokenizer = face256();
        assertThat(tokenizer.encode("a &amp;lt; b &#65; &#x42; &amp;#39;s &nosuch; &#0;"))
                .isEqualTo(tokenizer.encode("a < b A B 's &nosuch; \ufffd"));
    }

    @Test
    void cutsWhatDoesNotFitAndKeepsTheEnd() {
        int[] ids = face256().encode("man ".repeat(76));
        assertThat(ids).hasSize(77);
        assertThat(ids[75]).isEqualTo(514);
        assertThat(ids[76]).isEqualTo(END);
        assertThat(ids).isEqualTo(face256().encode("man ".repeat(75)));
    }

    @Test
    void takesTenThousandCharactersInOneWord() {
        String word = "ab\ud83d\ude00c".repeat(2000);
        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(face256().encode(word)).hasSize(77));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            vocab.json;  {"a":0;                             cannot be read
            vocab.json;  {"a":900};                          id of a is not in the embedding (expected 0 to 832, found 900)
            vocab.json;  {"<|endoftext|>":0};                lacks a symbol (expected <|startoftext|>
            vocab.json;  [];                                 cannot be read
            merges.txt;  o f f;                              a merge rule cannot be read
            merges.txt;  zz zz;                              lacks a symbol (expected zz
            """)
    void namesWhatIsWrongWithItsFiles(String file, String content, String words) throws IOException {
        Files.copy(FACE_256.resolve("tokenizer/vocab.json"), folder.resolve("vocab.json"));
        Files.copy(FACE_256.resolve("tokenizer/merges.txt"), folder.resolve("merges.txt"));
        Files.writeString(folder.resolve(file), content);
        refuses(words);
    }

    @Test
    void namesMissingAndUnreadableFiles() throws IOException {
        refuses("no such file");
        Files.copy(FACE_256.resolve("tokenizer/vocab.json"), folder.resolve("vocab.json"));
        refuses("merges.txt");
        Files.write(folder.resolve("merges.txt"), "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        refuses("UTF-8");
    }

    private void refuses(String words) {
        assertThatThrownBy(() ->
                        ClipTokenizer.open(folder, ModelFolder.open(FACE_256).textEncoder()))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(words);
    }

    private static ClipTokenizer face256() {
        ModelFolder model = ModelFolder.open(FACE_256);
        return ClipTokenizer.open(model.tokenizer(), model.textEncoder());
    }

    private static ClipTokenizer fullVocabulary() {
        Path files = SharedFiles.need("clip-bpe");
        return ClipTokenizer.open(files, new ClipTextConfig(49408, 768, 3072, 12, 12, 77, 1e-5));
    }
}
