package io.diffferv.bridge.cli;

import io.diffferv.engine.caption.CaptionServer;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.video.PictureFile;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The source prompt of a clip, from a model that sees one of its frames. */
final class Captioner {
    static final String KEY = "DIFFFERV_CAPTION_KEY";
    static final String PROMPT =
            "Describe this picture in one plain sentence that begins with \"a photo of\": age, man or woman, hair,"
                    + " expression, accessories, background. Do not guess who it is.";
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Captioner.class);
    private static final String AUTO = "auto";
    private static final int TRIES = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Clips fade in: a frame after a second says more than the first. */
    private static final int LOOK = 25;

    @Option(
            names = "--caption-endpoint",
            paramLabel = "URL",
            description = "With --source-prompt auto, this server of OpenAI's chat protocol is sent one frame and says"
                    + " what it shows, such as http://localhost:8000/v1. A key is taken from the environment variable "
                    + KEY + ".")
    URI endpoint;

    @Option(
            names = "--caption-model",
            paramLabel = "NAME",
            defaultValue = "pixtral-12b",
            description = "Its model's name; default: ${DEFAULT-VALUE}.")
    String model;

    /** Puts a caption where the values ask for one. */
    void fill(Map<String, String> values, Path clip, long frames) {
        if (!AUTO.equals(values.get(EditOption.SOURCE_PROMPT.key()))) {
            return;
        }
        if (endpoint == null) {
            throw OptionCheck.refused(
                    "nobody can be asked what the clip shows",
                    EditOption.SOURCE_PROMPT.flag() + " " + AUTO,
                    "--caption-endpoint with a server that sees pictures",
                    "none",
                    "name one, or say what the clip shows");
        }
        String caption = new CaptionServer(new CaptionServer.Settings(
                        requireHttp("--caption-endpoint", endpoint),
                        model,
                        System.getenv(KEY),
                        PROMPT,
                        TRIES,
                        PATIENCE,
                        PAUSE,
                        Duration.ZERO))
                .caption(PictureFile.png(look(clip, Math.min(frames, LOOK))), "image/png");
        LOG.info("Source prompt: \"{}\"; the prompt should differ from it only in what is to change", caption);
        values.put(EditOption.SOURCE_PROMPT.key(), caption);
    }

    private static RgbImage look(Path clip, long number) {
        try (VideoReader reader = VideoReader.open(clip)) {
            VideoFrame shown = reader.read().orElseThrow();
            for (long read = 1; read < number; read++) {
                shown = reader.read().orElse(shown);
            }
            return shown.upright();
        }
    }

    static URI requireHttp(String option, URI endpoint) {
        if (endpoint.getHost() == null || !String.valueOf(endpoint.getScheme()).matches("https?")) {
            throw OptionCheck.refused(
                    "this is no address of a server",
                    option,
                    "http://... or https://...",
                    endpoint.toString(),
                    "correct it");
        }
        return endpoint;
    }
}
