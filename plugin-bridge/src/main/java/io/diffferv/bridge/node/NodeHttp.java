package io.diffferv.bridge.node;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/**
 * What a node tells on the loopback interface: {@code /livez}, {@code /readyz} and {@code /metrics} to everybody, jobs
 * to those who know the token in the spool's file {@code token}. The address stands in its file {@code http}.
 */
final class NodeHttp implements AutoCloseable {
    private static final Gson GSON = new Gson();
    private static final int TOKEN_BYTES = 32;
    private static final String JOBS = "/jobs/";

    private final HttpServer server;
    private final Spool spool;
    private final Node node;
    private final byte[] token;
    private final Path folder;

    private NodeHttp(HttpServer server, NodeConfig config, Spool spool, Node node, String token) {
        this.server = server;
        this.spool = spool;
        this.node = node;
        this.token = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.folder = config.spool();
        server.createContext("/livez", exchange -> answer(exchange, 200, "alive\n"));
        server.createContext(
                "/readyz", exchange -> answer(exchange, ready() ? 200 : 503, ready() ? "ready\n" : "no\n"));
        server.createContext("/metrics", exchange -> answer(exchange, 200, node.metrics(spool)));
        server.createContext(JOBS, this::job);
        server.setExecutor(Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
        }));
    }

    static NodeHttp open(NodeConfig config, Spool spool, Node node) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()), 0);
            NodeHttp http = new NodeHttp(
                    server, config, spool, node, token(config.spool().resolve("token")));
            server.start();
            AtomicFile.write(
                    config.spool().resolve("http"),
                    channel ->
                            channel.write(ByteBuffer.wrap((http.address() + "\n").getBytes(StandardCharsets.UTF_8))));
            return http;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private boolean ready() {
        return Files.isWritable(folder.resolve(JobState.RUNNING.folder()));
    }

    /** {@code GET}, {@code POST} or {@code DELETE} of {@code /jobs/NAME}. */
    private void job(HttpExchange exchange) throws IOException {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token)) {
            answer(exchange, 401, "the token is missing or wrong\n");
            return;
        }
        String id = exchange.getRequestURI().getPath().substring(JOBS.length());
        if (!Spool.isId(id)) {
            answer(exchange, 400, "this is no name of a job\n");
            return;
        }
        switch (exchange.getRequestMethod()) {
            case "GET" -> show(exchange, id);
            case "POST" -> submit(exchange, id);
            case "DELETE" -> {
                boolean found = node.cancel(spool, id);
                answer(exchange, found ? 202 : 404, found ? "cancelled\n" : "no such job, or it is over\n");
            }
            default -> answer(exchange, 405, "GET, POST or DELETE\n");
        }
    }

    private void show(HttpExchange exchange, String id) throws IOException {
        var state = spool.state(id);
        if (state.isEmpty()) {
            answer(exchange, 404, "no such job\n");
            return;
        }
        JsonObject shown = new JsonObject();
        shown.addProperty("state", state.get().folder());
        node.report(id).ifPresent(report -> shown.add("progress", GSON.toJsonTree(report)));
        answer(exchange, 200, shown + "\n");
    }

    private void submit(HttpExchange exchange, String id) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(Spool.MOST_BYTES + 1);
        if (body.length > Spool.MOST_BYTES) {
            answer(exchange, 413, "a job has at most %d bytes%n".formatted(Spool.MOST_BYTES));
            return;
        }
        try {
            spool.submit(id, new String(body, StandardCharsets.UTF_8));
            answer(exchange, 202, "queued\n");
        } catch (EditException e) {
            answer(exchange, e.code().httpStatus(), e.getMessage() + "\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Made once, readable by the node's user alone. */
    private static String token(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }
}
