package io.diffferv.bridge.mlt;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.storage.FileDigest;
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
 */
record RenderLabel(String program, Path source, List<Effect> effects) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * One request of the project's.
     *
     * @param settings by key
     */
    record Effect(String model, String modelSha256, Map<String, String> settings) {
        private static Effect of(Service service, ModelLookup models) {
            Map<String, String> settings = new TreeMap<>();
            for (EditOption option : EditOption.values()) {
                String value = service.properties().get(option.key());
                if (value != null) {
                    settings.put(option.key(), value);
                }
            }
            String model = settings.getOrDefault(EditOption.MODEL.key(), "");
            ModelFolder folder = ModelFolder.open(models.find(model.isBlank() ? ModelLookup.DEFAULT : model));
            return new Effect(folder.name(), folder.contentHash(), settings);
        }
    }

    static RenderLabel of(String program, ProjectFile project, ModelLookup models) {
        List<Effect> effects = project.effects().stream()
                .map(service -> Effect.of(service, models))
                .distinct()
                .toList();
        return new RenderLabel(program, project.file(), effects);
    }

    /** The entry of a file that will be a part of an output. */
    static String part(ProjectFile project) {
        return (project.effects().isEmpty() ? "rendered" : "AI-edited") + " by DiffFERV, part of a project";
    }

    /** The entry that every container carries. */
    String comment() {
        String prompts = effects.stream()
                .map(effect -> "\"" + effect.settings.getOrDefault(EditOption.PROMPT.key(), "") + "\"")
                .distinct()
                .collect(Collectors.joining(", "));
        return effects.isEmpty() ? "rendered by DiffFERV, without an edit" : "AI-edited by DiffFERV: " + prompts;
    }

    /**
     * Writes the record that 'diffferv inspect' reads: members as in an edit's, of the first effect where there are
     * several, and all effects after them.
     *
     * @param written the complete video, whatever its name is now
     */
    void writeBeside(Path output, Path written, Report report) {
        JsonObject label = new JsonObject();
        label.addProperty("aiEdited", report.edited() > 0);
        label.addProperty("label", comment());
        label.addProperty("program", program);
        label.addProperty("command", "render");
        label.addProperty("source", source.getFileName().toString());
        label.addProperty("sourceSha256", FileDigest.hex(source));
        label.addProperty("output", output.getFileName().toString());
        label.addProperty("outputSha256", FileDigest.hex(written));
        label.addProperty("frames", (long) report.frames());
        label.addProperty("framesEdited", report.edited());
        label.addProperty("framesUnchanged", report.unchanged());
        Effect first = effects.isEmpty() ? new Effect(null, null, Map.of()) : effects.get(0);
        GSON.toJsonTree(first)
                .getAsJsonObject()
                .entrySet()
                .forEach(entry -> label.add(entry.getKey(), entry.getValue()));
        label.add("effects", GSON.toJsonTree(effects));
        byte[] text = (GSON.toJson(label) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(
                output.resolveSibling(output.getFileName() + ".json"), channel -> channel.write(ByteBuffer.wrap(text)));
    }
}
