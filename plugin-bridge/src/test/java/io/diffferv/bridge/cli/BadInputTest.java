package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a request ends in a sentence and a status, and leaves the files as they were. */
class BadInputTest {
    @TempDir
    Path folder;

    private Path clip;
    private Path out;

    @BeforeEach
    void clip() throws IOException {
        clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 2);
        out = folder.resolve("out.mkv");
    }

    @Test
    void aMissingFile() throws IOException {
        refused(3, folder.resolve("none.mp4"), "none.mp4", "no such file");
    }

    @Test
    void aFolder() throws IOException {
        refused(3, folder, folder.toString());
    }

    @Test
    void anEmptyFile() throws IOException {
        refused(3, Files.createFile(folder.resolve("empty.mp4")), "empty.mp4");
    }

    @Test
    void aTextFile() throws IOException {
        refused(3, Files.writeString(folder.resolve("notes.mp4"), "not a video at all\n".repeat(50)), "notes.mp4");
    }

    @Test
    void aVideoThatEndsInItsFirstFrame() throws IOException {
        byte[] whole = Files.readAllBytes(clip);
        refused(3, Files.write(folder.resolve("cut.y4m"), Arrays.copyOf(whole, 1000)), "cut.y4m");
    }

    @Test
    void aVideoWithoutFrames() throws IOException {
        refused(3, Y4m.write(folder.resolve("none.y4m"), 64, 64, 0), "none.y4m", "no picture");
    }

    @Test
    void soundOnly() throws IOException {
        byte[] header = new byte[] {
            'R',
            'I',
            'F',
            'F',
            0x24,
            0x10,
            0,
            0,
            'W',
            'A',
            'V',
            'E',
            'f',
            'm',
            't',
            ' ',
            16,
            0,
            0,
            0,
            1,
            0,
            1,
            0,
            0x40,
            0x1f,
            0,
            0,
            (byte) 0x80,
            0x3e,
            0,
            0,
            2,
            0,
            16,
            0,
            'd',
            'a',
            't',
            'a',
            0,
            0x10,
            0,
            0
        };
        refused(3, Files.write(folder.resolve("tune.wav"), Arrays.copyOf(header, 44 + 4096)), "tune.wav", "sound only");
    }

    @Test
    void theSourceAsOutput() throws IOException {
        Path video = Files.copy(clip, folder.resolve("clip.mkv"));
        Run run = unchanged("edit", video.toString(), "-o", video.toString(), "--prompt", "an old man", "--overwrite");

        assertSentence(run, 2, video.toString());
    }

    @Test
    void anOutputThatExists() throws IOException {
        Files.writeString(out, "something dear");

        assertSentence(edit("--prompt", "an old man"), 2, out.toString(), "--overwrite");
    }

    @Test
    void anOutputThatCannotBeWritten() throws IOException {
        Path nowhere = Files.createFile(folder.resolve("file")).resolve("out.mkv");
        Run run = unchanged("edit", clip.toString(), "-o", nowhere.toString(), "--prompt", "an old man");

        assertSentence(run, 3, nowhere.toString());
    }

    @Test
    void anOutputOfAnUnknownKind() throws IOException {
        Run run = unchanged("edit", clip.toString(), "-o", folder + "/out.avi", "--prompt", "an old man");

        assertSentence(run, 2, "out.avi", ".mkv");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_000})
    void aPromptOfAnImpossibleLength(int length) throws IOException {
        assertSentence(edit("--prompt", "x".repeat(length)), 2, "prompt");
    }

    @ParameterizedTest
    @CsvSource({
        "--sped=1, --sped",
        "--steps=many, --steps",
        "--strength=NaN, --strength",
        "--edit=tiny, --edit",
        "--frames=0, --frames",
        "--frames=x, --frames",
        "--cache-size=0, --cache-size",
        "--cache-size=auto, --cache-size",
        "--encoder=best, --encoder",
        "--progress=loud, --progress",
        "--memory=-1, --memory",
        "--working-size=1x1x1, --working-size"
    })
    void aWrongOption(String option, String named) throws IOException {
        Run run = edit("--prompt", "an old man", option);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(named);
    }

    @Test
    void everyWrongValueIsNamedAtOnce() throws IOException {
        Run run = edit("--prompt", "an old man", "--steps", "-3", "--guidance", "99", "--device", "tpu");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(3);
        assertThat(run.err()).contains("--steps", "--guidance", "--device");
    }

    @Test
    void anUnknownSettingsKey() throws IOException {
        Path settings = Files.writeString(folder.resolve("s.json"), "{\"prompt\": \"x\", \"promt\": \"y\"}");

        assertSentence(edit("--settings", settings.toString()), 2, "promt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"steps\": [1]}", "\u0000"})
    void aSettingsFileThatIsNone(String content) throws IOException {
        Path settings = Files.writeString(folder.resolve("s.json"), content);

        assertSentence(edit("--settings", settings.toString(), "--prompt", "x"), 2, "s.json");
    }

    @Test
    void aModelThatIsNotThere() throws IOException {
        assertSentence(edit("--prompt", "x", "--model", "sd15"), 4, "--model sd15", "diffferv models list");
    }

    @Test
    void aFolderThatIsNoModel() throws IOException {
        assertSentence(edit("--prompt", "x", "--model", folder.toString()), 4, "model_index.json");
    }

    private void refused(int status, Path source, String... named) throws IOException {
        Run run = unchanged("edit", source.toString(), "-o", out.toString(), "--prompt", "an old man");
        assertSentence(run, status, named);
    }

    private Run edit(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("edit", clip.toString(), "-o", out.toString()));
        arguments.addAll(List.of(options));
        return unchanged(arguments.toArray(String[]::new));
    }

    /** Runs a command that must fail, and proves that it neither changed a file nor left one behind. */
    private Run unchanged(String... arguments) throws IOException {
        List<String> before = content();
        Run run = Run.of(arguments);
        assertThat(content()).isEqualTo(before);
        return run;
    }

    private List<String> content() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> content = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                content.add(file.getFileName()
                        + (Files.isDirectory(file)
                                ? ""
                                : " " + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).hashCode()));
            }
            return content;
        }
    }

    private static void assertSentence(Run run, int status, String... named) {
        assertThat(run.err()).contains(named);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.status()).isEqualTo(status);
    }
}
