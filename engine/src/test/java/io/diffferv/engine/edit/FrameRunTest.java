package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.Face256;
import io.diffferv.engine.edit.FrameRun.Span;
import io.diffferv.engine.edit.StepListener.Stage;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.ColourTags;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.PixelLayout;
import io.diffferv.engine.video.Rotation;
import io.diffferv.engine.video.VideoFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of frames against the file editor on the same clip, with the default model at 64x64. */
class FrameRunTest {
    private static final int FRAMES = 11;
    private static final int HALO = 1;
    private static final PictureFormat PICTURE = new PictureFormat(
            80, 64, new PixelLayout(PixelLayout.Family.RGB, 8, 0, 0, false), ColourTags.UNTAGGED, Rotation.NONE);

    private static EnginePool pool;
    private static EditCache cache;
    private static List<VideoFrame> clip;
    private static List<VideoFrame> whole;

    /** Chunks of 3 with a halo of 1, so that runs share the file's cached chunks where they agree with it. */
    @BeforeAll
    static void editTheFile(@TempDir Path folder) {
        pool = new EnginePool(1);
        cache = Tiny.cache(folder.resolve("cache"));
        Path source = Tiny.clip(folder.resolve("rgb.mkv"), PICTURE, FRAMES, null);
        Path out = folder.resolve("out.mkv");
        new VideoEditor(pool, cache).run(Tiny.job(source, out, Tiny.settings()), new Witness());
        clip = Tiny.read(source);
        whole = Tiny.read(out);
        assertThat(clip.get(0).format().layout().family()).isEqualTo(PixelLayout.Family.RGB);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({"3", "6", "9", "12"})
    void runsBesideEachOtherGiveWhatTheFileGives(int length) {
        List<FrameRun> runs = new ArrayList<>();
        List<Integer> firsts = new ArrayList<>();
        for (int first = 0; first < FRAMES; first += length) {
            firsts.add(first);
            runs.add(edited(span(first, Math.min(length, FRAMES - first), 0, FRAMES), new Witness()));
        }

        for (int r = 0; r < runs.size(); r++) {
            int own = Math.min(length, FRAMES - firsts.get(r));
            for (int i = 0; i < own; i++) {
                VideoFrame source = clip.get(firsts.get(r) + i);
                VideoFrame composed = runs.get(r)
                        .compose(
                                source,
                                i,
                                r > 0 ? runs.get(r - 1) : null,
                                r + 1 < runs.size() ? runs.get(r + 1) : null,
                                1);
                assertSame(composed, whole.get(firsts.get(r) + i));
                assertThat(composed.plane(0)).isNotEqualTo(source.plane(0));
            }
        }
    }

    @Test
    void whatTheFileHasEditedComesFromTheCache() {
        Witness witness = new Witness();

        edited(span(0, 9, 0, FRAMES), witness);

        assertThat(witness.steps(Stage.SAMPLING)).isZero();
        assertThat(witness.heard.get(witness.heard.size() - 1).resumed()).isEqualTo(9);
    }

    /** A cut that begins in the middle of a chunk has no frame before it to fade from. */
    @Test
    void aClipThatBeginsInsideAChunkIsEditedInFullFromItsFirstFrame() {
        FrameRun first = edited(span(4, 2, 4, 9), new Witness());
        FrameRun second = edited(span(6, 3, 4, 9), new Witness());

        VideoFrame alone = first.compose(clip.get(4), 0, null, null, 1);
        assertSame(first.compose(clip.get(4), 0, null, second, 1), alone);
        assertThat(alone.plane(0)).isNotEqualTo(clip.get(4).plane(0));
        VideoFrame seam = first.compose(clip.get(5), 1, null, second, 1);
        assertThat(seam.plane(0))
                .isNotEqualTo(first.compose(clip.get(5), 1, null, null, 1).plane(0));
    }

    @Test
    void framesGetReadyChunkByChunk() {
        FrameRun run = shown(span(0, 9, 0, FRAMES));
        List<Integer> ready = new ArrayList<>();

        run.edit(new EditListener() {
            @Override
            public void progress(Progress progress) {
                ready.add(run.ready());
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        });

        assertThat(ready).isSorted().startsWith(0).contains(3 - HALO, 6 - HALO).endsWith(9);
    }

    /** A draft's first frames can be shown while most of its run is still to be done. */
    @Test
    void aDraftIsReadyAfterTwoFrames() {
        EditSettings draft = Tiny.settings("quality", "draft", "chunk", "0", "halo", "2");
        FrameRun run = shown(draft, span(0, 8, 0, FRAMES));
        List<Long> sampled = new ArrayList<>();
        Witness witness = new Witness();

        run.edit(new EditListener() {
            @Override
            public void progress(Progress progress) {
                witness.progress(progress);
                if (run.ready() > 0) {
                    sampled.add(witness.steps(Stage.SAMPLING));
                }
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        });

        assertThat(sampled).startsWith((long) Tiny.STEPS);
        assertThat(witness.steps(Stage.SAMPLING)).isEqualTo(4 * Tiny.STEPS);
    }

    @Test
    void aStoppedRunGoesOnWhereItWas() {
        FrameRun run = shown(span(0, 9, 0, FRAMES));

        assertThatThrownBy(() -> run.edit(new Witness(3)))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CANCELLED));
        int before = run.ready();
        run.edit(new Witness());

        assertThat(before).isBetween(1, 8);
        assertThat(run.ready()).isEqualTo(9);
        assertSame(run.compose(clip.get(0), 0, null, null, 1), whole.get(0));
    }

    /** The first chunk while another run is edited, the next while this one's are. */
    @Test
    void besideAGpuChunksAreStudiedAhead(@TempDir Path folder) {
        EditSettings settings = Tiny.settings("flow", "dis");
        ChunkEditor busy = editor(settings);
        FrameRun expected = shown(busy, span(0, 9, 0, FRAMES));
        expected.edit(new Witness());
        ChunkEditor free = editor(Tiny.cache(folder), settings).leavingCoresFree(true);
        FrameRun run = shown(free, span(0, 9, 0, FRAMES));

        Tiny.assertNothingRuns();
        assertThatThrownBy(() -> run.edit(new Witness(3))).isInstanceOf(EditException.class);
        Tiny.assertNothingRuns();
        run.edit(new Witness());
        Tiny.assertNothingRuns();

        assertThat(run.ready()).isEqualTo(9);
        for (int i = 0; i < 9; i++) {
            assertSame(run.compose(clip.get(i), i, null, null, 1), expected.compose(clip.get(i), i, null, null, 1));
        }
    }

    @Test
    void strengthZeroIsTheSourceItself() {
        FrameRun run = edited(span(0, 3, 0, FRAMES), new Witness());

        assertThat(run.compose(clip.get(1), 1, null, null, 0)).isSameAs(clip.get(1));
    }

    @Test
    void thereMustBeAPrompt() {
        assertThatThrownBy(() -> new FrameRun(editor(Tiny.settings("prompt", "")), new Span(0, 1, 0, 0)))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_REQUEST));
    }

    @Test
    void aFrameThatIsNotEditedYetIsNotComposed() {
        FrameRun run = shown(span(0, 3, 0, FRAMES));

        assertThatThrownBy(() -> run.compose(clip.get(0), 0, null, null, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new FrameRun(editor(Tiny.settings()), span(0, 3, 0, FRAMES)).edit(new Witness()))
                .isInstanceOf(IllegalStateException.class);
    }

    private static FrameRun edited(Span span, Witness witness) {
        FrameRun run = shown(span);
        run.edit(witness);
        return run;
    }

    private static FrameRun shown(Span span) {
        return shown(Tiny.settings(), span);
    }

    private static FrameRun shown(EditSettings settings, Span span) {
        return shown(editor(settings), span);
    }

    private static FrameRun shown(ChunkEditor editor, Span span) {
        FrameRun run = new FrameRun(editor, span);
        int start = (int) span.first() - span.lead();
        IntStream.range(start, start + span.seen()).forEach(i -> run.add(clip.get(i)));
        return run;
    }

    private static ChunkEditor editor(EditSettings settings) {
        return editor(cache, settings);
    }

    private static ChunkEditor editor(EditCache cache, EditSettings settings) {
        return ChunkEditor.of(pool, cache, Face256.folder(), settings, PICTURE.width(), PICTURE.height());
    }

    /** A run of the part [from, to) of the clip. */
    private static Span span(int first, int own, int from, int to) {
        return new Span(Math.min(HALO, first - from), own, Math.min(HALO, to - first - own), first);
    }

    private static void assertSame(VideoFrame one, VideoFrame other) {
        for (int plane = 0; plane < 3; plane++) {
            assertThat(one.plane(plane)).isEqualTo(other.plane(plane));
        }
    }
}
