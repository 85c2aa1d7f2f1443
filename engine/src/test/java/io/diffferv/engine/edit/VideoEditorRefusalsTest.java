package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.edit.EditJob.Task;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.EncoderPreset;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not edited. */
class VideoEditorRefusalsTest {
    private static EnginePool pool;

    @TempDir
    Path folder;

    private Path source;
    private Path output;

    @BeforeAll
    static void open() {
        pool = new EnginePool(1);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void clip() {
        source = Tiny.clip(folder);
        output = folder.resolve("out.mkv");
    }

    @Test
    void thereMustBeAPrompt() {
        assertFails(Tiny.settings("prompt", " "), FailureCode.BAD_REQUEST, "--prompt");
    }

    @Test
    void theSourceIsNeverWrittenTo() {
        String before = Tiny.digest(source);
        output = source;

        assertThatThrownBy(() -> editor().run(Tiny.job(source, output, Tiny.settings()), new Witness()))
                .satisfies(Tiny.failsWith(FailureCode.BAD_REQUEST))
                .hasMessageContaining("the output is the source itself");

        assertThat(Tiny.digest(source)).isEqualTo(before);
    }

    @Test
    void theModelMustBeThere() {
        EditJob good = Tiny.job(source, output, Tiny.settings());
        Path nowhere = folder.resolve("no-model");
        EditJob job =
                new EditJob(good.task(), source, output, nowhere, good.settings(), EncoderPreset.LOSSLESS, EditJob.ALL);

        assertThatThrownBy(() -> editor().run(job, new Witness()))
                .satisfies(Tiny.failsWith(FailureCode.MODEL))
                .hasMessageContaining("no-model");
        assertThat(output).doesNotExist();
    }

    @Test
    void soundAloneIsNoVideo() throws IOException {
        source = Tiny.sound(folder.resolve("sound.wav"));

        assertFails(Tiny.settings(), FailureCode.BAD_INPUT, "sound.wav");
    }

    @Test
    void theSourceMustBeThere() {
        source = folder.resolve("missing.mkv");

        assertFails(Tiny.settings(), FailureCode.BAD_INPUT, "missing.mkv");
    }

    @Test
    void tooLittleMemoryIsSaidBeforeAnythingIsWritten() {
        try (EnginePool empty = new EnginePool(1)) {
            VideoEditor editor = new VideoEditor(empty, Tiny.cache(folder.resolve("cache")));
            EditJob job = Tiny.job(source, output, Tiny.settings("memory", "1MiB"));

            assertThatThrownBy(() -> editor.run(job, new Witness()))
                    .satisfies(Tiny.failsWith(FailureCode.OUT_OF_MEMORY))
                    .hasMessageContaining("--memory");
            assertThat(output).doesNotExist();
            assertThat(empty.loaded())
                    .as("a model that cannot fit is not loaded")
                    .isZero();
        }
    }

    @Test
    void anInversionForLaterCannotKeepFeatures() {
        EditJob job = new EditJob(
                Task.INVERT,
                source,
                null,
                Tiny.job(source, output, Tiny.settings()).model(),
                Tiny.settings("keep_features", "on"),
                null,
                EditJob.ALL);

        assertThatThrownBy(() -> editor().run(job, new Witness()))
                .satisfies(Tiny.failsWith(FailureCode.BAD_REQUEST))
                .hasMessageContaining("--keep-features");
    }

    private VideoEditor editor() {
        return new VideoEditor(pool, Tiny.cache(folder.resolve("cache")));
    }

    private void assertFails(EditSettings settings, FailureCode code, String where) {
        assertThatThrownBy(() -> editor().run(Tiny.job(source, output, settings), new Witness()))
                .satisfies(Tiny.failsWith(code))
                .hasMessageContaining(where);
        assertThat(output).doesNotExist();
    }
}
