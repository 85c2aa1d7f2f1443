package io.diffferv.bridge.evaluate;

import com.google.gson.GsonBuilder;
import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The results for other programs: {@code results.json} with everything, {@code results.csv} with a line per trial. */
final class ResultFiles {
    private ResultFiles() {}

    static void write(Path report, Collection<TrialResult> results) {
        String json = new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(results);
        save(report.resolve("results.json"), json + "\n");
        save(report.resolve("results.csv"), csv(results));
    }

    static void save(Path file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(bytes)));
    }

    private static String csv(Collection<TrialResult> results) {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            List<String> head = new ArrayList<>(List.of("clip", "edit", "variant", "seconds_per_frame"));
            for (Figure figure : Figure.values()) {
                head.add(figure.key());
            }
            head.add("failure");
            printer.printRecord(head);
            for (TrialResult result : results) {
                printer.printRecord(line(result));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<Object> line(TrialResult result) {
        List<Object> line = new ArrayList<>();
        line.add(result.clip());
        line.add(result.edit());
        line.add(result.variant());
        line.add(result.secondsPerFrame());
        for (Figure figure : Figure.values()) {
            line.add(figure.of(result.metrics()));
        }
        line.add(result.failure());
        return line;
    }
}
