package io.diffferv.bridge.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.mlt.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node answers and refuses before any worker is started. */
@Timeout(60)
class NodeTest {
    @TempDir
    Path folder;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final HttpClient client = HttpClient.newHttpClient();
    private Thread running;
    private String address;
    private String token;

    @BeforeEach
    void start() throws Exception {
        Path in = Files.createDirectories(folder.resolve("in"));
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.writeString(in.resolve("clip.mp4"), "a video");
        Files.writeString(in.resolve("list.mp4"), "ffconcat version 1.0\nfile clip.mp4\n");
        Files.writeString(out.resolve("there.mp4"), "a video");
        Files.createSymbolicLink(in.resolve("link"), Path.of("/etc"));
        Files.writeString(
                in.resolve("network.mlt"),
                "<mlt><profile width='64' height='64'/><producer><property name='mlt_service'>avformat</property>"
                        + "<property name='resource'>http://127.0.0.1:9/secret</property></producer></mlt>");
        NodeConfig config =
                new NodeConfig(folder.resolve("spool"), in, out, List.of(java.util.Map.of()), 0, Limits.NONE);
        Node node = new Node(config, "diffferv test", ModelLookup.ofThisMachine(), (job, values) -> {}, stopped::get);
        running = new Thread(() -> node.run(false));
        running.start();
        Path http = folder.resolve("spool/http");
        while (!Files.exists(http)) {
            Thread.sleep(10);
        }
        address = Files.readString(http).strip();
        token = Files.readString(folder.resolve("spool/token")).strip();
    }

    @AfterEach
    void stop() throws InterruptedException {
        stopped.set(true);
        running.join();
    }

    @Test
    void healthAndMetricsAreForEverybodyAndJobsAreNot() throws Exception {
        assertThat(ask("GET", "/livez", "", null)).isEqualTo("200 alive");
        assertThat(ask("GET", "/readyz", "", null)).isEqualTo("200 ready");
        assertThat(ask("GET", "/metrics", "", null)).contains("diffferv_jobs{state=\"queued\"} 0");
        assertThat(ask("POST", "/jobs/a", "{}", null)).startsWith("401");
        assertThat(ask("POST", "/jobs/a", "{}", token + "x")).startsWith("401");
        assertThat(ask("DELETE", "/jobs/a", "", null)).startsWith("401");
        assertThat(Files.getPosixFilePermissions(folder.resolve("spool/token")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void whatIsNoJobIsRefused() throws Exception {
        assertThat(ask("POST", "/jobs/%2e%2e%2fdone%2fa", "{}", token)).startsWith("400");
        assertThat(ask("POST", "/jobs/a", "x".repeat(Spool.MOST_BYTES + 1), token))
                .startsWith("413");
        assertThat(ask("POST", "/jobs/a", "[]", token)).startsWith("400");
        assertThat(ask("GET", "/jobs/a", "", token)).startsWith("404");
    }

    @Test
    void jobsStayInTheirFolders() throws Exception {
        fails("source", "'kind':'edit','source':'../spool/token','output':'a.mp4'", "leads out");
        fails("link", "'kind':'edit','source':'link/passwd','output':'a.mp4'", "leads out");
        fails("output", "'kind':'edit','source':'clip.mp4','output':'../in/clip.mp4'", "leads out");
        fails("absolute", "'kind':'edit','source':'/etc/passwd','output':'a.mp4'", "leads out");
        fails("taken", "'kind':'edit','source':'clip.mp4','output':'there.mp4'", "exists already");
        fails("list", "'kind':'edit','source':'list.mp4','output':'a.mp4','settings':{'prompt':'a'}", "list of other");
        fails("network", "'kind':'render','source':'network.mlt','output':'a.mp4'", "an address may not be opened");
        fails("path", "'kind':'edit','source':'clip.mp4','output':'a.mp4','settings':{'model':'/tmp'}", "installed");
        fails("hash", "'kind':'edit','source':'clip.mp4','output':'a.mp4','settings':{'prompt':'a'}", "not the one");
        assertThat(folder.resolve("out")).isDirectoryContaining(file -> file.endsWith("there.mp4"));
        assertThat(folder.resolve("out").toFile().list()).hasSize(1);
    }

    private void fails(String id, String job, String sentence) throws Exception {
        assertThat(ask("POST", "/jobs/" + id, "{" + job.replace('\'', '"') + "}", token))
                .isEqualTo("202 queued");
        Path failed = folder.resolve("spool/failed/" + id + ".json");
        while (!Files.exists(failed)) {
            Thread.sleep(10);
        }
        assertThat(failed).content().contains(sentence);
    }

    private String ask(String method, String path, String body, String bearer)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).method(method, BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        var response = client.send(request.build(), BodyHandlers.ofString());
        return response.statusCode() + " " + response.body().strip();
    }
}
