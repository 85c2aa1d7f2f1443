package io.diffferv.engine.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of this test's own that misbehaves as told. */
class CaptionRunTest {
    /** How the server meets its next request; when nothing is left it behaves. */
    private enum Mischief {
        BUSY,
        BROKEN,
        NO_JSON,
        EMPTY,
        HANGS_UP,
        SILENT,
        REFUSES
    }

    private static final Duration PATIENCE = Duration.ofMillis(600);

    @TempDir
    Path folder;

    private final Deque<Mischief> mischief = new ArrayDeque<>();
    private final List<JsonObject> requests = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        for (String name : List.of("b.png", "a.jpg", "notes.txt")) {
            Files.writeString(folder.resolve(name), "bytes of " + name);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void captionsComeThroughWhateverPasses() throws IOException {
        mischief.addAll(List.of(
                Mischief.BUSY, Mischief.BROKEN, Mischief.NO_JSON, Mischief.EMPTY, Mischief.HANGS_UP, Mischief.SILENT));

        assertThat(run(7).run((done, total, before) -> {}, () -> false)).isEqualTo(2);

        assertThat(Files.readAllLines(out()))
                .containsExactly(
                        "{\"file_name\":\"a.jpg\",\"text\":\"caption of image/jpeg\"}",
                        "{\"file_name\":\"b.png\",\"text\":\"caption of image/png\"}");
        assertThat(keys).containsOnly("Bearer secret");
        assertThat(requests.get(0).get("model").getAsString()).isEqualTo("pixtral-12b");
    }

    @Test
    void aRunGoesOnWhereItStopped() throws IOException {
        Files.writeString(out(), "{\"file_name\":\"a.jpg\",\"text\":\"mine\"}\n{\"file_na");

        assertThat(run(1).run((done, total, before) -> {}, () -> false)).isEqualTo(1);

        assertThat(Files.readAllLines(out()))
                .containsExactly(
                        "{\"file_name\":\"a.jpg\",\"text\":\"mine\"}",
                        "{\"file_name\":\"b.png\",\"text\":\"caption of image/png\"}");
    }

    @Test
    void whatTriesDoNotMendIsSaid() {
        mischief.addAll(List.of(Mischief.BUSY, Mischief.BUSY));
        assertFails(2, FailureCode.TRY_AGAIN, "429");
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        mischief.add(Mischief.REFUSES);
        assertFails(5, FailureCode.REFUSED, "no such key");
        assertThat(requests).hasSize(1);
    }

    @Test
    void requestsKeepTheirDistance() {
        long start = System.nanoTime();
        new CaptionRun(folder, out(), server(1, Duration.ofMillis(300))).run((done, total, before) -> {}, () -> false);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    private void assertFails(int tries, FailureCode code, String said) {
        assertThatThrownBy(() -> run(tries).run((done, total, before) -> {}, () -> false))
                .hasMessageContaining(said)
                .extracting(failure -> ((EditException) failure).code())
                .isEqualTo(code);
    }

    private Path out() {
        return folder.resolve("captions.jsonl");
    }

    private CaptionRun run(int tries) {
        return new CaptionRun(folder, out(), server(tries, Duration.ZERO));
    }

    private CaptionServer server(int tries, Duration interval) {
        URI endpoint = URI.create("http://%s:%d/v1/"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort()));
        return new CaptionServer(new CaptionServer.Settings(
                endpoint, "pixtral-12b", "secret", "Describe it.", tries, PATIENCE, Duration.ofMillis(5), interval));
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonObject request = JsonParser.parseString(body).getAsJsonObject();
        requests.add(request);
        keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
        Mischief next = mischief.poll();
        if (next == null) {
            answer(
                    exchange,
                    200,
                    "{\"choices\":[{\"message\":{\"content\":\" caption of\\n%s \"}}]}".formatted(type(body)));
            return;
        }
        switch (next) {
            case BUSY -> {
                exchange.getResponseHeaders().add("Retry-After", "0");
                answer(exchange, 429, "slow down");
            }
            case BROKEN -> answer(exchange, 503, "broken");
            case NO_JSON -> answer(exchange, 200, "<html>");
            case EMPTY -> answer(exchange, 200, "{\"choices\":[]}");
            case HANGS_UP -> exchange.close();
            case SILENT -> {
                // Leaves the connection open until the client's patience ends.
            }
            case REFUSES -> answer(exchange, 401, "no such key");
        }
    }

    private static String type(String body) {
        int from = body.indexOf("data:") + "data:".length();
        return body.substring(from, body.indexOf(";base64", from));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
