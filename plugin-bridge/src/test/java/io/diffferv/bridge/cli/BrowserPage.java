package io.diffferv.bridge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A page in headless Chromium, driven through its DevTools protocol. */
final class BrowserPage implements AutoCloseable {
    private static final long MOST_SECONDS = 60;

    private final Process browser;
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private WebSocket socket;
    private int asked;

    private BrowserPage(Process browser) {
        this.browser = browser;
    }

    /** The browser of this machine, if it has one. */
    static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile folder of its own for what the browser keeps */
    static BrowserPage open(Path chromium, Path profile) throws Exception {
        Path portFile = profile.toAbsolutePath().resolve("DevToolsActivePort");
        Files.deleteIfExists(portFile);
        BrowserPage page = new BrowserPage(new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        // Its sandbox does not run as root, and the page is our own.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--window-size=1280,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile.toAbsolutePath(),
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        try {
            page.connect(portFile);
            return page;
        } catch (Exception e) {
            page.close();
            throw e;
        }
    }

    private void connect(Path portFile) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!Files.exists(portFile) || Files.size(portFile) == 0) {
            if (System.nanoTime() > deadline || !browser.isAlive()) {
                throw new IOException("Chromium does not start");
            }
            Thread.sleep(50);
        }
        HttpClient client = HttpClient.newHttpClient();
        URI fresh = URI.create("http://127.0.0.1:%s/json/new"
                .formatted(Files.readAllLines(portFile).get(0)));
        String target = client.send(
                        HttpRequest.newBuilder(fresh)
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String address = JsonParser.parseString(target)
                .getAsJsonObject()
                .get("webSocketDebuggerUrl")
                .getAsString();
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .get(MOST_SECONDS, TimeUnit.SECONDS);
        ask("Runtime.enable", new JsonObject());
        ask("Log.enable", new JsonObject());
    }

    /** Loads a file and waits until that is done. */
    void show(Path html) throws Exception {
        JsonObject where = new JsonObject();
        where.addProperty("url", html.toUri().toString());
        ask("Page.navigate", where);
        evaluate("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))");
    }

    /** The value of an expression, or of what its promise brings. */
    JsonElement evaluate(String expression) throws Exception {
        JsonObject what = new JsonObject();
        what.addProperty("expression", expression);
        what.addProperty("awaitPromise", true);
        what.addProperty("returnByValue", true);
        JsonObject answer = ask("Runtime.evaluate", what);
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.get("exceptionDetails").toString());
        }
        return answer.getAsJsonObject("result").get("value");
    }

    /** What the page threw, or wrote to the console as an error. */
    List<String> errors() {
        return errors;
    }

    /** A PNG of all of it. */
    byte[] screenshot() throws Exception {
        JsonObject how = new JsonObject();
        how.addProperty("captureBeyondViewport", true);
        return Base64.getDecoder()
                .decode(ask("Page.captureScreenshot", how).get("data").getAsString());
    }

    private JsonObject ask(String method, JsonObject parameters) throws Exception {
        int id = ++asked;
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        JsonObject question = new JsonObject();
        question.addProperty("id", id);
        question.addProperty("method", method);
        question.add("params", parameters);
        socket.sendText(question.toString(), true);
        return answer.get(MOST_SECONDS, TimeUnit.SECONDS);
    }

    private void take(JsonObject message) {
        if (message.has("id")) {
            CompletableFuture<JsonObject> answer =
                    answers.remove(message.get("id").getAsInt());
            if (message.has("error")) {
                answer.completeExceptionally(
                        new IllegalStateException(message.get("error").toString()));
            } else {
                answer.complete(message.getAsJsonObject("result"));
            }
            return;
        }
        String event = message.get("method").getAsString();
        JsonObject details = message.getAsJsonObject("params");
        boolean isError = event.equals("Runtime.exceptionThrown")
                || event.equals("Runtime.consoleAPICalled")
                        && details.get("type").getAsString().equals("error")
                || event.equals("Log.entryAdded")
                        && details.getAsJsonObject("entry")
                                .get("level")
                                .getAsString()
                                .equals("error");
        if (isError) {
            errors.add(details.toString());
        }
    }

    @Override
    public void close() {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
        browser.onExit().orTimeout(MOST_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Puts messages together that come in parts. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
