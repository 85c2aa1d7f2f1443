package io.diffferv.bridge.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditLabel;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.PipelineKey;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.storage.FileDigest;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON file beside an output (design.md, decision 10): that it is AI-edited, from what, and with everything that it
 * takes to make it again. Its {@code settings} can be given to {@code --settings}.
 *
 * @param label the sentence in the output's metadata
 * @param program with its version
 * @param command name of the command that made the output
 * @param source file name
 * @param sourceSha256 lower-case hexadecimal, like the other two
 * @param output file name
 * @param model name of the folder
 * @param device where the model ran and in which number format, such as {@code cpu, float32}
 * @param settings those that were given, by key, with source prompt and seed in any case; the others had the defaults
 *     of the program's version
 */
record Sidecar(
        boolean aiEdited,
        String label,
        String program,
        String command,
        String source,
        String sourceSha256,
        String output,
        String outputSha256,
        String model,
        String modelSha256,
        String device,
        Map<String, String> settings) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * The record of a job that is done.
     *
     * @param values the settings that were given, by key
     */
    static Sidecar of(EditJob job, String command, Map<String, String> values) {
        return of(
                job,
                command,
                values,
                PipelineKey.of(job.model(), job.settings()).describe());
    }

    /** The record of a job that other machines did, on such a device. */
    static Sidecar of(EditJob job, String command, Map<String, String> values, String device) {
        Map<String, String> settings = new TreeMap<>(values);
        for (EditOption told : List.of(EditOption.SOURCE_PROMPT, EditOption.SEED)) {
            settings.putIfAbsent(told.key(), told.defaultValue());
        }
        ModelFolder model = ModelFolder.open(job.model());
        return new Sidecar(
                true,
                EditLabel.of(job),
                new Version().getVersion()[0],
                command,
                job.source().getFileName().toString(),
                FileDigest.hex(job.source()),
                job.output().getFileName().toString(),
                FileDigest.hex(job.output()),
                model.name(),
                model.contentHash(),
                device,
                settings);
    }

    /**
     * Reads one, also of a render, which may say that nothing was edited.
     *
     * @throws IOException when it cannot be read
     * @throws JsonParseException when it is no such record
     */
    static Sidecar read(Path file) throws IOException {
        Sidecar found = GSON.fromJson(Files.readString(file), Sidecar.class);
        if (found == null || found.outputSha256 == null || found.settings == null) {
            throw new JsonParseException("it lacks outputSha256 or settings");
        }
        return found;
    }

    void write(Path file) {
        byte[] text = (GSON.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(text)));
    }

    /** For the log. */
    String line() {
        return new Gson().toJson(this);
    }

    static Path beside(Path output) {
        return output.resolveSibling(output.getFileName() + ".json");
    }
}
