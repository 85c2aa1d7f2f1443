package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    private static final String REQUEST = """
            {"frames": 2,
             "settings": {"steps": 2, "working_size": 64, "source_prompt": "a man"},
             "edits": [{"name": "old & wise", "clips": ["a*"], "settings": {"prompt": "an old man"}}],
             "variants": [{"name": "full"}, {"name": "no paths", "settings": {"tta": "off"}}],
             "sweeps": [{"option": "edit", "values": ["0.5", "1"]}]}
            """;

    @TempDir
    Path folder;

    @Test
    void everyWayIsMadeMeasuredAndShownOnce() throws IOException {
        Path clips = Files.createDirectory(folder.resolve("clips"));
        Y4m.write(clips.resolve("a.y4m"), 64, 64, 3);
        Y4m.write(clips.resolve("b.y4m"), 64, 64, 1);
        Files.writeString(clips.resolve("LICENSE"), "a text\n");

        Run run = evaluate(clips, REQUEST);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        JsonArray results = JsonParser.parseString(read("results.json")).getAsJsonArray();
        assertThat(results.asList().stream()
                        .map(result -> result.getAsJsonObject().get("variant").getAsString()))
                .containsExactly("a man", "full", "no paths", "edit=0.5", "edit=1");
        assertThat(results).allSatisfy(result -> {
            var metrics = result.getAsJsonObject().getAsJsonObject("metrics");
            assertThat(metrics.get("frames").getAsInt()).isEqualTo(2);
            assertThat(metrics.getAsJsonArray("perFrame")).hasSize(2);
        });
        List<String> lines = read("results.csv").lines().toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).startsWith("clip,edit,variant,seconds_per_frame,psnr,ssim");
        String page = read("index.html");
        assertThat(page)
                .contains("old &amp; wise", "no paths", "data:video/mp4;base64,", "data:image/png;base64,", "<svg")
                .contains("LICENSE", "<th>SSIM</th>")
                .doesNotContain("<th>LPIPS</th>")
                .doesNotContainPattern("(src|href)=.?https?:");

        Path measured = result("no-paths");
        FileTime before = Files.getLastModifiedTime(measured);
        assertThat(evaluate(clips, REQUEST.replace("full", "whole")).status()).isZero();
        assertThat(Files.getLastModifiedTime(measured)).isEqualTo(before);
    }

    @Test
    void everythingWrongWithARequestIsToldAtOnce() throws IOException {
        Path clip = Y4m.write(folder.resolve("a.y4m"), 64, 64, 1);

        Run unread = evaluate(clip, "{\"edit\": [], \"frames\": 0, \"sweeps\": [{\"values\": []}]}");
        Run unknown = evaluate(clip, "{\"edits\": [{\"name\": \"x\", \"settings\": {\"promt\": 1, \"steps\": -1}}]}");
        Run nowhere = evaluate(
                clip, "{\"edits\": [{\"name\": \"x\", \"clips\": [\"*.mp4\"], \"settings\": {\"prompt\": \"y\"}}]}");

        assertThat(List.of(unread.status(), unknown.status(), nowhere.status())).containsOnly(2);
        assertThat(unread.err()).contains("found edit)", "frames", "at least one edit", "at least one value", "option");
        assertThat(unknown.err()).contains("promt", "--steps");
        assertThat(nowhere.err()).contains("no edit is of any clip");
        assertThat(folder.resolve("report")).doesNotExist();
    }

    @Test
    void aTrialThatFailsIsNamedAndTheOthersGoOn() throws IOException {
        Path clip = Y4m.write(folder.resolve("a.y4m"), 64, 64, 1);
        String request = REQUEST.replace("{\"tta\": \"off\"}", "{\"memory\": \"1MiB\"}")
                .replaceFirst("\"frames\": 2", "\"reconstruct\": false, \"frames\": 1");

        Run run = evaluate(clip, request);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("memory");
        assertThat(read("index.html")).contains("Not evaluated", "a.y4m, old &amp; wise, no paths");
    }

    private Run evaluate(Path clips, String request) throws IOException {
        Path edits = Files.writeString(folder.resolve("edits.json"), request);
        return Run.of(
                "evaluate",
                clips.toString(),
                "--edits",
                edits.toString(),
                "-o",
                folder.resolve("report").toString(),
                "--progress",
                "none");
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve("report").resolve(name));
    }

    private Path result(String part) throws IOException {
        try (var trials = Files.list(folder.resolve("report/trials"))) {
            return trials.filter(trial -> trial.getFileName().toString().contains(part))
                    .findFirst()
                    .orElseThrow()
                    .resolve("result.json");
        }
    }
}
