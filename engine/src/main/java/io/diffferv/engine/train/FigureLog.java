package io.diffferv.engine.train;

import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.video.ContactSheet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code figures.csv}, how good the model was after some of its steps, and {@code samples-STEP.png}, held-out pictures
 * over what inversion and sampling make of them.
 */
final class FigureLog {
    private static final String HEADER = "step,held_out_loss,held_out_psnr,general_loss";
    private static final int PICTURES = 6;

    private final Path folder;
    private final Validation validation;
    private final LatentSet heldOut;
    private final LatentSet general;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param heldOut null for none
     * @param general null for none
     * @param steps after which nothing that the folder holds counts
     */
    FigureLog(Path folder, Validation validation, LatentSet heldOut, LatentSet general, long steps) {
        this.folder = folder;
        this.validation = validation;
        this.heldOut = heldOut;
        this.general = general;
        try {
            if (Files.exists(csv())) {
                Files.readAllLines(csv()).stream()
                        .skip(1)
                        .filter(line -> step(line) <= steps)
                        .forEach(lines::add);
            }
        } catch (IOException e) {
            throw AtomicFile.unwritable(csv(), e);
        }
    }

    /** Adds the figures after {@code step}, unless they are there. */
    void add(long step) {
        if (lines.stream().anyMatch(line -> step(line) == step)) {
            return;
        }
        String heldOutLoss = "";
        String psnr = "";
        if (heldOut != null) {
            List<Validation.Reconstruction> found = validation.reconstructions(heldOut, PICTURES);
            heldOutLoss = number(validation.loss(heldOut));
            psnr = number(found.stream()
                    .mapToDouble(Validation.Reconstruction::psnr)
                    .average()
                    .orElseThrow());
            ContactSheet.write(
                    folder.resolve("samples-" + step + ".png"),
                    List.of(
                            new ContactSheet.Row(
                                    "held-out",
                                    found.stream()
                                            .map(Validation.Reconstruction::original)
                                            .toList()),
                            new ContactSheet.Row(
                                    "inverted and sampled, step " + step,
                                    found.stream()
                                            .map(Validation.Reconstruction::sampled)
                                            .toList())));
        }
        String generalLoss = general == null ? "" : number(validation.loss(general));
        lines.add(String.join(",", Long.toString(step), heldOutLoss, psnr, generalLoss));
        String text = HEADER + "\n" + String.join("\n", lines) + "\n";
        AtomicFile.write(csv(), channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The header and every line. */
    List<String> table() {
        List<String> table = new ArrayList<>(List.of(HEADER));
        table.addAll(lines);
        return table;
    }

    private Path csv() {
        return folder.resolve("figures.csv");
    }

    private static long step(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(',')));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
