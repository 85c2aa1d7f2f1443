package io.diffferv.bridge.mlt;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an output says about itself (design.md, decision 10): that it is AI-edited, by which effects, and how many of
 * its frames.
 *
 * @param program name and version of this program
 * @param source the project
 * @param effects settings of each, by key, and the model's hash
 */
record RenderLabel(String program, Path source, List<Map<String, String>> effects) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    static RenderLabel of(String program, ProjectFile project, ModelLookup models) {
        List<Map<String, String>> effects = project.effects().stream()
                .map(effect -> settings(effect, models))
                .distinct()
                .toList();
        return new RenderLabel(program, project.file(), effects);
    }

    private static Map<String, String> settings(Service effect, ModelLookup models) {
        Map<String, String> settings = new TreeMap<>();
        for (EditOption option : EditOption.values()) {
            String value = effect.properties().get(option.key());
            if (value != null) {
                settings.put(option.key(), value);
            }
        }
        String model = settings.getOrDefault(EditOption.MODEL.key(), "");
        settings.put(
                "modelSha256",
                ModelFolder.open(models.find(model.isBlank() ? ModelLookup.DEFAULT : model))
                        .contentHash());
        return settings;
    }

    boolean edits() {
        return !effects.isEmpty();
    }

    /** The entry that every container carries. */
    String comment() {
        String prompts = effects.stream()
                .map(effect -> "\"" + effect.getOrDefault("prompt", "") + "\"")
                .distinct()
                .collect(Collectors.joining(", "));
        return edits() ? "AI-edited by DiffFERV: " + prompts : "rendered by DiffFERV, without an edit";
    }

    void writeBeside(Path output, Report report) {
        JsonObject label = new JsonObject();
        label.addProperty("aiEdited", report.edited() > 0);
        label.addProperty("program", program);
        label.addProperty("command", "render");
        label.addProperty("source", source.getFileName().toString());
        label.addProperty("frames", (long) report.frames());
        label.addProperty("framesEdited", report.edited());
        label.addProperty("framesUnchanged", report.unchanged());
        label.add("effects", GSON.toJsonTree(effects));
        byte[] text = (GSON.toJson(label) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(
                output.resolveSibling(output.getFileName() + ".json"), channel -> channel.write(ByteBuffer.wrap(text)));
    }
}
