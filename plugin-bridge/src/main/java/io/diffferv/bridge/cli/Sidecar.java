package io.diffferv.bridge.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON file beside an output (design.md, decision 10): that it is AI-edited, from what, and with everything that it
 * takes to make it again. Its {@code settings} can be given to {@code --settings}.
 */
final class Sidecar {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Sidecar() {}

    /**
     * @param command name of the command that made the output
     * @param values the settings that were given, by key; the others had the defaults of the program's version
     */
    static void write(EditJob job, String command, Map<String, String> values) {
        Map<String, String> settings = new TreeMap<>(values);
        for (EditOption told : List.of(EditOption.SOURCE_PROMPT, EditOption.SEED)) {
            settings.putIfAbsent(told.key(), told.defaultValue());
        }
        JsonObject label = new JsonObject();
        label.addProperty("aiEdited", true);
        label.addProperty("program", new Version().getVersion()[0]);
        label.addProperty("command", command);
        label.addProperty("source", job.source().getFileName().toString());
        label.addProperty("modelSha256", ModelFolder.open(job.model()).contentHash());
        label.add("settings", GSON.toJsonTree(settings));
        byte[] text = (GSON.toJson(label) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(beside(job.output()), channel -> channel.write(ByteBuffer.wrap(text)));
    }

    static Path beside(Path output) {
        return output.resolveSibling(output.getFileName() + ".json");
    }
}
