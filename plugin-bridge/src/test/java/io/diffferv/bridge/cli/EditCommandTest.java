package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.diffferv.engine.video.VideoReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EditCommandTest {
    private static final String[] SMALL = {"--working-size", "64", "--steps", "2", "--prompt", "an old man"};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"64, 64, 1", "8, 8, 3"})
    void theSmallestClipsAreEdited(int width, int height, int frames) throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), width, height, frames);
        Path out = folder.resolve("out.mkv");

        Run run = run(CommandTree.create(() -> false), "edit", clip, "-o", out, "--progress", "json");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(pictures(out)).isEqualTo(frames);
        assertThat(run.out().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(JsonParser.parseString(line)
                                .getAsJsonObject()
                                .get("task")
                                .getAsString())
                        .isEqualTo("edit"));
    }

    @Test
    void aRunThatIsStoppedLeavesNoOutputAndSaysHowToContinue() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 2);
        Path out = folder.resolve("out.mkv");

        Run run = run(CommandTree.create(() -> true), "edit", clip, "-o", out);

        assertThat(run.status()).isEqualTo(7);
        assertThat(run.err()).contains("the same command again");
        assertThat(folder.toFile().list()).containsExactly("clip.y4m");
    }

    @Test
    void optionsGoBeforeTheSettingsFile() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 1);
        Path settings = Files.writeString(folder.resolve("s.json"), "{\"strength\": 0, \"steps\": 99999}");
        Path out = folder.resolve("out.mkv");

        Run run = run(CommandTree.create(() -> false), "edit", clip, "-o", out, "--settings", settings);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
    }

    @Test
    void theSourcePromptCanComeFromAServerThatSeesAFrame() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 2);
        Path out = folder.resolve("out.mkv");
        AtomicReference<String> asked = new AtomicReference<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            asked.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "{\"choices\": [{\"message\": {\"content\": \"a photo of a clown\"}}]}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String endpoint = "http://localhost:" + server.getAddress().getPort() + "/v1";
            Run run = run(
                    CommandTree.create(() -> false),
                    "edit",
                    clip,
                    "-o",
                    out,
                    "--source-prompt",
                    "auto",
                    "--caption-endpoint",
                    endpoint);
            assertThat(run.err()).isEmpty();
            assertThat(run.status()).isZero();
        } finally {
            server.stop(0);
        }

        assertThat(asked.get()).contains("data:image/png;base64,iVBOR", "pixtral-12b");
        assertThat(JsonParser.parseString(Files.readString(folder.resolve("out.mkv.json")))
                        .getAsJsonObject()
                        .getAsJsonObject("settings")
                        .get("source_prompt")
                        .getAsString())
                .isEqualTo("a photo of a clown");
    }

    @Test
    void anAutomaticSourcePromptNeedsAServer() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 1);
        Run run = run(
                CommandTree.create(() -> false),
                "edit",
                clip,
                "-o",
                folder.resolve("out.mkv"),
                "--source-prompt",
                "auto");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--caption-endpoint");
    }

    @Test
    void theSidecarTellsWhatWasDoneAndItsSettingsMakeItAgain() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 1);
        Path out = folder.resolve("out.mkv");
        assertThat(run(CommandTree.create(() -> false), "edit", clip, "-o", out).status())
                .isZero();

        var label = JsonParser.parseString(Files.readString(folder.resolve("out.mkv.json")))
                .getAsJsonObject();
        assertThat(label.get("aiEdited").getAsBoolean()).isTrue();
        assertThat(label.get("command").getAsString()).isEqualTo("edit");
        assertThat(label.get("source").getAsString()).isEqualTo("clip.y4m");
        assertThat(label.get("modelSha256").getAsString()).matches("[0-9a-f]{64}");
        assertThat(label.getAsJsonObject("settings").get("prompt").getAsString())
                .isEqualTo("an old man");

        Path settings = Files.writeString(
                folder.resolve("s.json"), label.get("settings").toString());
        Path again = folder.resolve("again.mkv");
        Run second = Run.of("edit", clip.toString(), "-o", again.toString(), "--settings", settings.toString());
        assertThat(second.err()).isEmpty();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(out));
    }

    @Test
    void aClipIsReconstructedAndInverted() throws IOException {
        Path clip = Y4m.write(folder.resolve("clip.y4m"), 64, 64, 1);
        Path out = folder.resolve("out.mkv");

        CommandLine tree = CommandTree.create(() -> false);
        assertThat(Run.of(
                                tree,
                                "reconstruct",
                                clip.toString(),
                                "-o",
                                out.toString(),
                                "--working-size",
                                "64",
                                "--steps",
                                "2")
                        .status())
                .isZero();
        assertThat(pictures(out)).isEqualTo(1);
        assertThat(Run.of(tree, "invert", clip.toString(), "--working-size", "64", "--steps", "2")
                        .status())
                .isZero();
        assertThat(Run.of(tree, "invert", clip.toString(), "--prompt", "x").status())
                .isEqualTo(2);
    }

    private static Run run(CommandLine tree, Object... arguments) {
        List<String> all = new java.util.ArrayList<>();
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        all.addAll(List.of(SMALL));
        return Run.of(tree, all.toArray(String[]::new));
    }

    private static int pictures(Path video) {
        int pictures = 0;
        try (VideoReader reader = VideoReader.open(video)) {
            while (reader.read().isPresent()) {
                pictures++;
            }
        }
        return pictures;
    }
}
