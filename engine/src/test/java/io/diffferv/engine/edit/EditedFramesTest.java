package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.Face256;
import io.diffferv.engine.edit.StepListener.Stage;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chunk is edited while the next is read and studied and the last one finished, as beside a GPU. */
class EditedFramesTest {
    private static EnginePool pool;
    private static Path source;
    private static List<VideoFrame> oneAfterTheOther;

    @TempDir
    Path folder;

    private final List<VideoFrame> frames = new ArrayList<>();
    private EditCache cache;

    @BeforeAll
    static void editOneAfterTheOther(@TempDir Path once) {
        pool = new EnginePool(1);
        source = Tiny.clip(once);
        oneAfterTheOther = new ArrayList<>();
        edit(Tiny.cache(once.resolve("cache")), false, new Witness(), oneAfterTheOther);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void emptyCache() {
        cache = Tiny.cache(folder.resolve("cache"));
    }

    @Test
    void givesTheSameFramesAndTellsTheSameSteps() {
        Witness witness = new Witness();
        assertThat(edit(cache, true, witness, frames)).isEqualTo(Tiny.FRAMES);

        assertSame(frames, oneAfterTheOther);
        assertThat(witness.heard.stream().map(EditListener.Progress::frames)).isSorted();
        for (Stage stage : List.of(Stage.FLOW, Stage.INVERSION, Stage.SAMPLING, Stage.DECODE)) {
            int inChunk = stage == Stage.INVERSION || stage == Stage.SAMPLING ? Tiny.STEPS : 1;
            assertThat(witness.steps(stage)).as(stage.name()).isEqualTo((long) Tiny.CHUNKS * inChunk);
        }
        Tiny.assertNothingRuns();
    }

    @Test
    void keepsWhatTheOtherWayFindsAgain() {
        edit(cache, true, new Witness(), frames);
        frames.clear();
        Witness again = new Witness();
        edit(cache, false, again, frames);

        assertSame(frames, oneAfterTheOther);
        assertThat(again.steps(Stage.INVERSION)).isZero();
        assertThat(again.heard.get(again.heard.size() - 1).resumed()).isEqualTo(Tiny.FRAMES);
    }

    @Test
    void stoppedAnywhereItLeavesNothingRunningAndGoesOnFromThere() {
        Witness whole = new Witness();
        edit(Tiny.cache(folder.resolve("whole")), true, whole, new ArrayList<>());
        int questions = whole.asked();
        for (int stop = 1; stop < questions; stop += questions / 3) {
            EditCache stopped = Tiny.cache(folder.resolve("stopped" + stop));
            Witness witness = new Witness(stop);
            List<VideoFrame> first = new ArrayList<>();
            assertThatThrownBy(() -> edit(stopped, true, witness, first))
                    .satisfies(Tiny.failsWith(FailureCode.CANCELLED));
            Tiny.assertNothingRuns();
            assertSame(first, oneAfterTheOther.subList(0, first.size()));

            Witness resumed = new Witness();
            List<VideoFrame> all = new ArrayList<>();
            edit(stopped, true, resumed, all);
            assertSame(all, oneAfterTheOther);
            long inverted = witness.steps(Stage.INVERSION) + resumed.steps(Stage.INVERSION);
            assertThat(inverted).isLessThanOrEqualTo((Tiny.CHUNKS + 1L) * Tiny.STEPS);
        }
    }

    @Test
    void whatFailsBesideFailsTheEdit() {
        assertThatThrownBy(() -> run(cache, true, new Witness(), frame -> {
                    throw new IllegalStateException("the disk is full");
                }))
                .hasMessage("the disk is full");
        Tiny.assertNothingRuns();
    }

    /** The disk is full, or somebody has put something else there. */
    @Test
    void aChunkThatCannotBeKeptFailsTheEdit() {
        Path place = folder.resolve("cache");
        EditListener spoiler = new EditListener() {
            @Override
            public void progress(Progress progress) {
                if (progress.stage() == Stage.COMPOSITE && Files.isDirectory(place)) {
                    spoil(place);
                }
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        };
        assertThatThrownBy(() -> run(cache, true, spoiler, frames::add))
                .satisfies(Tiny.failsWith(FailureCode.BAD_INPUT))
                .hasMessageContaining(place.toString());
        Tiny.assertNothingRuns();
        assertThat(frames).hasSizeLessThan(Tiny.FRAMES);
    }

    private static void spoil(Path place) {
        try {
            Files.move(place, place.resolveSibling("gone"));
            Files.createFile(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long edit(EditCache cache, boolean coresFree, Witness witness, List<VideoFrame> frames) {
        return run(cache, coresFree, witness, frames::add);
    }

    private static long run(EditCache cache, boolean coresFree, EditListener listener, Consumer<VideoFrame> sink) {
        EditSettings settings = Tiny.settings("flow", "dis");
        try (VideoReader reader = VideoReader.open(source)) {
            ChunkEditor editor = ChunkEditor.of(
                            pool,
                            cache,
                            Face256.folder(),
                            settings,
                            reader.info().uprightWidth(),
                            reader.info().uprightHeight())
                    .leavingCoresFree(coresFree);
            ChunkReader chunks = new ChunkReader(reader, editor.plan(), EditJob.ALL);
            ChunkProgress progress = new ChunkProgress(listener, Tiny.FRAMES, EditJob.Task.EDIT);
            return new EditedFrames(editor, sink).run(chunks, progress);
        }
    }

    private static void assertSame(List<VideoFrame> frames, List<VideoFrame> expected) {
        assertThat(frames).hasSameSizeAs(expected);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(frames.get(i).pts()).isEqualTo(expected.get(i).pts());
            for (int plane = 0; plane < 3; plane++) {
                assertThat(frames.get(i).plane(plane)).isEqualTo(expected.get(i).plane(plane));
            }
        }
    }
}
