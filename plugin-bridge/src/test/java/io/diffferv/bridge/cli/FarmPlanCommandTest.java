package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan refuses before anything is read; plans that work are covered by mlt-filter/test/farm_test.sh. */
class FarmPlanCommandTest {
    @TempDir
    Path folder;

    private Path plan;

    @BeforeEach
    void project() throws IOException {
        plan = folder.resolve("plan.json");
        Files.writeString(
                folder.resolve("project.MLT"),
                "<mlt><profile width='64' height='64'/><producer><property name='mlt_service'>avformat</property>"
                        + "<property name='resource'>http://example.org/clip.mp4</property></producer></mlt>");
        Y4m.write(folder.resolve("clip.y4m"), 64, 64, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "project.MLT, 2, --prompt: the effects of a project have their settings themselves, --prompt, an old man",
        "project.MLT, 6, an address may not be opened, --frames, 2",
        "missing.mlt, 3, missing.mlt, --chunks, 1",
        "clip.y4m, 2, --encoder: the chunks of a clip are the same for every encoder, --encoder, lossless",
        "clip.y4m, 2, --chunks: the number is too small, --chunks, 0"
    })
    void whatCannotBePlanned(String source, int status, String sentence, String option, String value) {
        refused(status, sentence, source, option, value);
    }

    @Test
    void aSourceOutsideOfTheAllowedFolders() throws IOException {
        String other = Files.createDirectory(folder.resolve("other")).toString();
        for (String source : List.of("project.MLT", "clip.y4m")) {
            refused(6, "outside of the allowed folders", source, "--allow", other);
        }
    }

    private void refused(int status, String sentence, String source, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("farm", "plan", folder.resolve(source).toString(), "-o", plan.toString()));
        if (!options[0].equals("--chunks")) {
            arguments.addAll(List.of("--chunks", "2"));
        }
        arguments.addAll(List.of(options));
        Run run = Run.of(arguments.toArray(String[]::new));

        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err()).contains(sentence);
        assertThat(plan).doesNotExist();
    }
}
