package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.diffferv.engine.storage.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"out.mp4", "out.m4v", "out.mov", "out.mkv", "out.webm"})
    void everyKindOfOutputSaysThatItIsAnAiEdit(String name) throws IOException {
        Path out = edited(name);

        Run run = Run.of("inspect", out.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^AI edit +yes$")
                .containsPattern("(?m)^label +AI-edited by DiffFERV: \"an old man\" \\(was \"a man\"\\), model ")
                .containsPattern("(?m)^sidecar .*means this file$")
                .containsPattern("(?m)^seed +7$");
    }

    @Test
    void theSidecarTellsEverythingThatTheEditWasMadeOf() throws IOException {
        Path out = edited("out.mkv");

        JsonObject found = json(out, 0);

        JsonObject record = found.getAsJsonObject("record");
        assertThat(found.get("sidecar").getAsString()).isEqualTo("AGREES");
        assertThat(record.get("label")).isEqualTo(found.get("label"));
        assertThat(record.get("sourceSha256").getAsString()).isEqualTo(sha256(folder.resolve("clip.y4m")));
        assertThat(record.get("outputSha256").getAsString())
                .isEqualTo(sha256(out))
                .isEqualTo(found.get("sha256").getAsString());
        assertThat(record.get("model").getAsString()).isEqualTo("face-256");
        assertThat(record.get("device").getAsString()).startsWith("cpu");
        assertThat(record.get("program").getAsString()).startsWith("diffferv");
        assertThat(record.getAsJsonObject("settings").get("source_prompt").getAsString())
                .isEqualTo("a man");
    }

    @Test
    void aFileThatWasChangedIsStillLabelledButNoLongerTheSidecars() throws IOException {
        Path out = edited("out.mkv");
        Files.write(out, new byte[] {0}, StandardOpenOption.APPEND);

        assertThat(json(out, 0).get("sidecar").getAsString()).isEqualTo("CHANGED");
    }

    @Test
    void theMetadataLabelsAFileWhoseSidecarIsGoneOrDamaged() throws IOException {
        Path out = edited("out.mkv");
        Path sidecar = folder.resolve("out.mkv.json");

        Files.writeString(sidecar, "{\"aiEdited\": true}");
        assertThat(json(out, 0).get("sidecar").getAsString()).isEqualTo("DAMAGED");

        Files.delete(sidecar);
        JsonObject found = json(out, 0);
        assertThat(found.get("sidecar").getAsString()).isEqualTo("MISSING");
        assertThat(found.has("record")).isFalse();
    }

    @Test
    void leavingTheLabelOutIsSaidAndSeen() throws IOException {
        Path out = edited("out.mkv", "--no-label");

        assertThat(folder.resolve("out.mkv.json")).doesNotExist();
        Run run = Run.of("inspect", out.toString());
        assertThat(run.status()).isEqualTo(8);
        assertThat(run.out()).containsPattern("(?m)^AI edit +not labelled$");
        assertThat(run.err().lines()).singleElement().asString().contains("does not say that it is an AI edit");
    }

    @Test
    void whatIsNoVideoIsBadInput() throws IOException {
        Path text = Files.writeString(folder.resolve("a.mp4"), "text");

        assertThat(Run.of("inspect", text.toString()).status()).isEqualTo(3);
    }

    /** Strength 0 takes no model run and is labelled like any other edit. */
    private Path edited(String name, String... more) throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 2);
        Path out = folder.resolve(name);
        String[] edit = {
            "edit",
            clip.toString(),
            "-o",
            out.toString(),
            "--prompt",
            "an old man",
            "--source-prompt",
            "a man",
            "--strength",
            "0",
            "--seed",
            "7",
            "--device",
            "cpu"
        };
        String[] all = Stream.of(edit, more).flatMap(Arrays::stream).toArray(String[]::new);
        assertThat(Run.of(all).status()).isZero();
        return out;
    }

    private static JsonObject json(Path file, int status) {
        Run run = Run.of("inspect", file.toString(), "--json");
        assertThat(run.status()).isEqualTo(status);
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(FileDigest.of(file));
    }
}
