package io.diffferv.bridge.farm;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.diffferv.bridge.farm.PlanProblems.Wrong;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A plan on disk, written once: JSON, with a key over everything else in it, so that a plan that was changed is known,
 * and chunks of another plan are.
 *
 * @param file absolute
 * @param key SHA-256 of the plan
 */
record PlanFile(Path file, FarmPlan plan, String key) {
    private static final String KEY = "key";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * Writes a new plan.
     *
     * @throws EditException {@code BAD_REQUEST} when there is a file already
     */
    static PlanFile create(Path file, FarmPlan plan) {
        PlanFile made = new PlanFile(file.toAbsolutePath().normalize(), plan, key(tree(plan)));
        JsonObject tree = tree(plan);
        tree.addProperty(KEY, made.key);
        byte[] text = (GSON.toJson(tree) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(made.file, channel -> channel.write(ByteBuffer.wrap(text)));
        return made;
    }

    /** @throws EditException {@code PLAN} when it is no plan, was changed, or was made by another version */
    static PlanFile read(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            JsonObject tree = JsonParser.parseString(Files.readString(absolute)).getAsJsonObject();
            String schema = text(tree, "schema");
            if (!schema.equals(FarmPlan.SCHEMA)) {
                throw new Wrong("a plan of the kind " + FarmPlan.SCHEMA, schema);
            }
            String key = text(tree, KEY);
            tree.remove(KEY);
            FarmPlan plan = GSON.fromJson(tree, FarmPlan.class);
            if (!key(tree).equals(key) || !tree(plan).equals(tree)) {
                throw PlanProblems.refused(
                        "the plan was changed after it was made",
                        absolute,
                        "a content of the key " + key,
                        key(tree),
                        "make the plan again; a plan is never edited");
            }
            plan.requireWhole();
            return new PlanFile(absolute, plan, key);
        } catch (Wrong e) {
            throw e.in(absolute);
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException e) {
            String found = e.getClass().getSimpleName() + ": " + e.getMessage();
            throw new Wrong(
                            "a JSON file made by 'diffferv farm plan'",
                            found.lines().findFirst().orElse(""))
                    .in(absolute);
        }
    }

    /** Where the chunks go: a folder beside the plan, named after it. */
    Path folder() {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.json$", "") + ".chunks");
    }

    /** Where the clip or project lies. */
    Path source() {
        return plan.source(file.getParent());
    }

    private static String text(JsonObject tree, String member) {
        if (!tree.has(member)) {
            throw new Wrong("a member \"" + member + "\"", "none");
        }
        return tree.get(member).getAsString();
    }

    private static JsonObject tree(FarmPlan plan) {
        // Through text, so that a number read equals a number made.
        return JsonParser.parseString(GSON.toJson(plan)).getAsJsonObject();
    }

    private static String key(JsonObject tree) {
        return Sha256.of(GSON.toJson(tree));
    }
}
