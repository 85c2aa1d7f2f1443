package io.diffferv.engine.caption;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;

/**
 * A server of OpenAI's chat protocol, such as vLLM, llama.cpp or Mistral's, with a model that sees pictures. What may
 * pass, such as a lost connection, a busy server or an answer that is none, is tried again.
 */
public final class CaptionServer {
    private static final int TOO_MANY = 429;
    private static final int LONGEST_ANSWER = 120;
    private static final String WAIT = "Retry-After";

    private final Settings settings;
    private final HttpClient client;
    private long nextAllowed = System.nanoTime();

    /**
     * @param endpoint up to the version, such as {@code http://localhost:8000/v1}
     * @param key sent as bearer token; null for none
     * @param prompt what the model is told about every picture
     * @param tries for each picture, 1 or more
     * @param patience for one answer
     * @param pause before the second try, doubled before each further one
     * @param interval least time between two requests
     */
    public record Settings(
            URI endpoint,
            String model,
            String key,
            String prompt,
            int tries,
            Duration patience,
            Duration pause,
            Duration interval) {}

    /** A failure that another try may mend. */
    private static final class Passing extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Duration wait;

        Passing(String message, Duration wait) {
            super(message);
            this.wait = wait;
        }
    }

    public CaptionServer(Settings settings) {
        this.settings = settings;
        this.client =
                HttpClient.newBuilder().connectTimeout(settings.patience()).build();
    }

    /**
     * @param type media type of the picture, such as {@code image/jpeg}
     * @return one line of text
     * @throws EditException {@code TRY_AGAIN} when no try succeeded, {@code REFUSED} when the server wants no such request
     */
    public String caption(byte[] picture, String type) {
        HttpRequest request = request(picture, type);
        Duration pause = settings.pause();
        for (int attempt = 1; ; attempt++) {
            try {
                return answer(request);
            } catch (Passing failure) {
                if (attempt == settings.tries()) {
                    throw problem(FailureCode.TRY_AGAIN, "the server gives no caption", failure.getMessage());
                }
                sleep(failure.wait == null ? pause : failure.wait);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private HttpRequest request(byte[] picture, String type) {
        URI uri = URI.create(settings.endpoint().toString().replaceAll("/+$", "") + "/chat/completions");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.patience())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(picture, type).toString()));
        if (settings.key() != null) {
            request.header("Authorization", "Bearer " + settings.key());
        }
        return request.build();
    }

    private JsonObject body(byte[] picture, String type) {
        JsonObject text = new JsonObject();
        text.addProperty("type", "text");
        text.addProperty("text", settings.prompt());
        JsonObject url = new JsonObject();
        url.addProperty("url", "data:" + type + ";base64," + Base64.getEncoder().encodeToString(picture));
        JsonObject image = new JsonObject();
        image.addProperty("type", "image_url");
        image.add("image_url", url);
        JsonArray content = new JsonArray();
        content.add(text);
        content.add(image);
        JsonObject message = new JsonObject();
        message.addProperty("role", "user");
        message.add("content", content);
        JsonArray messages = new JsonArray();
        messages.add(message);
        JsonObject body = new JsonObject();
        body.addProperty("model", settings.model());
        body.addProperty("max_tokens", LONGEST_ANSWER);
        body.addProperty("temperature", 0);
        body.add("messages", messages);
        return body;
    }

    private String answer(HttpRequest request) throws Passing {
        awaitTurn();
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Passing(e.getClass().getSimpleName() + ": " + e.getMessage(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem(FailureCode.CANCELLED, "interrupted", "a request that was not answered yet");
        }
        int status = response.statusCode();
        if (status == TOO_MANY || status >= 500) {
            throw new Passing("status " + status, wait(response));
        }
        if (status != 200) {
            throw problem(
                    FailureCode.REFUSED, "the server refuses the request", "status " + status + ": " + start(response));
        }
        return text(response);
    }

    private static String text(HttpResponse<String> response) throws Passing {
        try {
            JsonElement content = JsonParser.parseString(response.body())
                    .getAsJsonObject()
                    .getAsJsonArray("choices")
                    .get(0)
                    .getAsJsonObject()
                    .getAsJsonObject("message")
                    .get("content");
            String line = content.getAsString().replaceAll("\\s+", " ").strip();
            if (!line.isEmpty()) {
                return line;
            }
            throw new Passing("an empty answer", null);
        } catch (JsonParseException
                | IllegalStateException
                | NullPointerException
                | ClassCastException
                | IndexOutOfBoundsException
                | UnsupportedOperationException e) {
            throw new Passing("no answer of the protocol: " + start(response), null);
        }
    }

    /** What the server asks for, if it does so in seconds. */
    private static Duration wait(HttpResponse<String> response) {
        return response.headers()
                .firstValue(WAIT)
                .filter(seconds -> seconds.matches("\\d{1,4}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }

    private void awaitTurn() {
        long now = System.nanoTime();
        if (nextAllowed > now) {
            sleep(Duration.ofNanos(nextAllowed - now));
        }
        nextAllowed = Math.max(now, nextAllowed) + settings.interval().toNanos();
    }

    private static String start(HttpResponse<String> response) {
        String body = response.body();
        return body.substring(0, Math.min(200, body.length()));
    }

    private void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem(FailureCode.CANCELLED, "interrupted", "a pause between two requests");
        }
    }

    private EditException problem(FailureCode code, String what, String found) {
        return new EditException(
                code,
                new Problem(
                        what,
                        settings.endpoint().toString(),
                        "an answer of OpenAI's chat protocol from the model " + settings.model(),
                        found,
                        "check the server, the model's name and the key; finished captions are kept"));
    }
}
