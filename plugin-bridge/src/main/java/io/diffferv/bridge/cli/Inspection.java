package io.diffferv.bridge.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.diffferv.engine.edit.EditLabel;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.storage.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a file and its sidecar say about an AI edit, and whether the sidecar means this very file.
 *
 * @param labelled whether the file carries the label, or its sidecar vouches for it
 * @param label sentence in the file's metadata, or null
 * @param record what the sidecar says, or null when it is missing or damaged
 */
record Inspection(
        String file, String sha256, boolean labelled, String label, State sidecar, String sidecarFile, Sidecar record) {
    /** How the sidecar stands to the file. */
    enum State {
        AGREES("means this file"),
        CHANGED("means another state of the file, which was changed since"),
        MISSING("is not there"),
        DAMAGED("cannot be read");

        private final String meaning;

        State(String meaning) {
            this.meaning = meaning;
        }
    }

    /** @throws io.diffferv.engine.failure.EditException {@code BAD_INPUT} when it is no media file */
    static Inspection of(Path file) {
        String label = EditLabel.find(file).orElse(null);
        String sha256 = FileDigest.hex(file);
        Path beside = Sidecar.beside(file);
        Sidecar record = null;
        State state = State.MISSING;
        if (Files.exists(beside)) {
            try {
                record = Sidecar.read(beside);
                state = record.outputSha256().equals(sha256) ? State.AGREES : State.CHANGED;
            } catch (IOException | JsonParseException e) {
                state = State.DAMAGED;
            }
        }
        boolean labelled = label != null || state == State.AGREES && record.aiEdited();
        return new Inspection(file.toString(), sha256, labelled, label, state, beside.toString(), record);
    }

    /** One JSON object with the names above; what is null is absent. */
    String json() {
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(this);
    }

    /** A row for each thing known. */
    String table() {
        StringBuilder table = new StringBuilder();
        row(table, "file", file);
        row(table, "AI edit", labelled ? "yes" : "not labelled");
        row(table, "label", label == null ? "none in the metadata" : label);
        row(table, "sidecar", "%s %s".formatted(sidecarFile, sidecar.meaning));
        if (record != null) {
            for (EditOption told : new EditOption[] {EditOption.PROMPT, EditOption.SOURCE_PROMPT, EditOption.SEED}) {
                row(table, told.key().replace('_', ' '), record.settings().get(told.key()));
            }
            row(table, "source", "%s, sha256 %s".formatted(record.source(), record.sourceSha256()));
            row(table, "model", "%s, sha256 %s".formatted(record.model(), record.modelSha256()));
            row(table, "device", record.device());
            row(table, "program", "%s %s".formatted(record.program(), record.command()));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String value) {
        table.append(String.format(Locale.ROOT, "%-14s %s%n", name, value == null ? "-" : value));
    }
}
