package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.edit.EditJob.Task;
import io.diffferv.engine.edit.StepListener.Stage;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.VideoFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files through the default model at 64x64. */
class VideoEditorTest {
    private static EnginePool pool;

    /** An edit of the plain clip without interruption, from an empty cache. */
    private static String uninterrupted;

    private static int questions;

    @TempDir
    Path folder;

    private Path source;
    private Path output;

    @BeforeAll
    static void editOnce(@TempDir Path once) {
        pool = new EnginePool(1);
        Witness witness = new Witness();
        Path out = once.resolve("out.mkv");
        new VideoEditor(pool, Tiny.cache(once.resolve("cache")))
                .run(Tiny.job(Tiny.clip(once), out, Tiny.settings()), witness);
        uninterrupted = Tiny.digest(out);
        questions = witness.asked();
        assertThat(witness.steps(Stage.INVERSION)).isEqualTo(Tiny.CHUNKS * Tiny.STEPS);
        assertThat(witness.steps(Stage.SAMPLING)).isEqualTo(Tiny.CHUNKS * Tiny.STEPS);
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
    void theSameSeedGivesTheSameFileFromAnEmptyCacheAndFromAWarmOne() {
        Witness cold = new Witness();
        Witness warm = new Witness();

        run(Tiny.settings(), cold);
        assertThat(Tiny.digest(output)).isEqualTo(uninterrupted);
        run(Tiny.settings(), warm);
        assertThat(Tiny.digest(output)).isEqualTo(uninterrupted);

        assertThat(cold.steps(Stage.SAMPLING)).isPositive();
        assertThat(warm.steps(Stage.INVERSION)).isZero();
        assertThat(warm.steps(Stage.SAMPLING)).isZero();
        assertThat(warm.heard.get(warm.heard.size() - 1).resumed()).isEqualTo(Tiny.FRAMES);
    }

    @Test
    void theEditShowsAndKeepsCountAndTimes() {
        long written = run(Tiny.settings(), new Witness());

        List<VideoFrame> before = Tiny.read(source);
        List<VideoFrame> after = Tiny.read(output);
        assertThat(written).isEqualTo(Tiny.FRAMES);
        assertThat(after).hasSize(Tiny.FRAMES);
        for (int i = 0; i < Tiny.FRAMES; i++) {
            assertThat(after.get(i).pts()).isEqualTo(before.get(i).pts());
            assertThat(after.get(i).format()).isEqualTo(before.get(i).format());
            assertThat(after.get(i).plane(0)).isNotEqualTo(before.get(i).plane(0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 10})
    void atStrengthZeroPicturesAndSoundAreTheSourcesBitForBit(int depth) throws IOException {
        Path sound = Tiny.sound(folder.resolve("sound.wav"));
        source = Tiny.clip(folder.resolve(depth + ".mkv"), Tiny.picture(96, 80, depth), Tiny.FRAMES, sound);

        run(Tiny.settings("strength", "0"), new Witness());

        List<VideoFrame> before = Tiny.read(source);
        List<VideoFrame> after = Tiny.read(output);
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).format()).isEqualTo(before.get(i).format());
            for (int plane = 0; plane < 3; plane++) {
                assertThat(after.get(i).plane(plane)).isEqualTo(before.get(i).plane(plane));
            }
        }
        assertThat(SoundPacket.of(source)).isNotEmpty();
        assertThat(SoundPacket.of(output)).isEqualTo(SoundPacket.of(source));
    }

    @Test
    void anEditLeavesTheSoundAlone() throws IOException {
        Path sound = Tiny.sound(folder.resolve("sound.wav"));
        source = Tiny.clip(folder.resolve("sound.mkv"), Tiny.picture(96, 80, 8), 2, sound);

        run(Tiny.settings(), new Witness());

        assertThat(SoundPacket.of(source)).isNotEmpty();
        assertThat(SoundPacket.of(output)).isEqualTo(SoundPacket.of(source));
    }

    /** The second run goes on where the first was stopped, and begins at most one chunk anew. */
    @Test
    void stoppedAnywhereAndRunAgainItGivesTheSameFile() throws IOException {
        Random random = new Random(20);
        for (int round = 0; round < 4; round++) {
            EditCache cache = Tiny.cache(folder.resolve("cache" + round));
            Witness stopped = new Witness(1 + random.nextInt(questions));
            VideoEditor editor = new VideoEditor(pool, cache);
            EditJob job = Tiny.job(source, output, Tiny.settings());

            assertThatThrownBy(() -> editor.run(job, stopped)).satisfies(Tiny.failsWith(FailureCode.CANCELLED));
            assertThat(filesBesideCaches()).containsExactly(source);

            Witness resumed = new Witness();
            editor.run(job, resumed);
            assertThat(Tiny.digest(output))
                    .as("stopped at question %d", stopped.asked())
                    .isEqualTo(uninterrupted);
            long sampled = stopped.steps(Stage.SAMPLING) + resumed.steps(Stage.SAMPLING);
            assertThat(sampled).isLessThanOrEqualTo((Tiny.CHUNKS + 1L) * Tiny.STEPS);
            long inverted = stopped.steps(Stage.INVERSION) + resumed.steps(Stage.INVERSION);
            assertThat(inverted).isLessThanOrEqualTo((Tiny.CHUNKS + 1L) * Tiny.STEPS);
            Files.delete(output);
        }
    }

    @Test
    void aSecondPromptReusesTheInversion() {
        Witness second = new Witness();

        run(Tiny.settings(), new Witness());
        run(Tiny.settings("prompt", "a photo of a smiling man"), second);

        assertThat(second.steps(Stage.INVERSION)).isZero();
        assertThat(second.steps(Stage.SAMPLING)).isEqualTo(Tiny.CHUNKS * Tiny.STEPS);
        assertThat(Tiny.digest(output)).isNotEqualTo(uninterrupted);
    }

    @Test
    void invertingFirstLeavesOnlyTheSampling() {
        Witness inverting = new Witness();
        Witness editing = new Witness();
        EditJob job = new EditJob(
                Task.INVERT,
                source,
                null,
                Tiny.job(source, output, Tiny.settings()).model(),
                Tiny.settings(),
                null,
                EditJob.ALL);

        assertThat(editor().run(job, inverting)).isEqualTo(Tiny.FRAMES);
        run(Tiny.settings(), editing);

        assertThat(inverting.steps(Stage.SAMPLING)).isZero();
        assertThat(editing.steps(Stage.INVERSION)).isZero();
        assertThat(Tiny.digest(output)).isEqualTo(uninterrupted);
    }

    /** Features are of one inversion, which is made in the same run as the edit and never stored. */
    @Test
    void keptFeaturesComeFromAnInversionOfTheirOwn() {
        Witness cold = new Witness();
        Witness other = new Witness();
        Witness warm = new Witness();
        run(Tiny.settings(), new Witness());

        run(Tiny.settings("keep_features", "on"), cold);
        String kept = Tiny.digest(output);
        run(Tiny.settings("keep_features", "on", "prompt", "a photo of a smiling man", "mask", "auto"), other);
        run(Tiny.settings("keep_features", "on"), warm);

        assertThat(kept).isNotEqualTo(uninterrupted);
        assertThat(cold.steps(Stage.INVERSION)).isEqualTo(Tiny.CHUNKS * Tiny.STEPS);
        assertThat(other.steps(Stage.INVERSION)).isEqualTo(Tiny.CHUNKS * Tiny.STEPS);
        assertThat(warm.steps(Stage.INVERSION)).isZero();
        assertThat(Tiny.digest(output)).isEqualTo(kept);
    }

    /** Passes of DPM-Solver's inversion are those that the source would make again, but for how recording rounds. */
    @Test
    void keptFeaturesOfTheOtherSolverChangeNothing() {
        run(Tiny.settings("solver", "dpm"), new Witness());
        List<VideoFrame> recomputed = Tiny.read(output);

        run(Tiny.settings("solver", "dpm", "keep_features", "on"), new Witness());

        assertThat(largestDifference(recomputed)).isLessThanOrEqualTo(1);
    }

    /** It keeps for the edit what its own inversion has computed, and computes it again after another run's. */
    @Test
    void aDraftIsTheSameWhereverItsInversionComesFrom() {
        EditJob edit = Tiny.job(source, output, Tiny.settings("quality", "draft", "mask", "auto"));
        editor().run(edit, new Witness());
        String own = Tiny.digest(output);

        VideoEditor other = new VideoEditor(pool, Tiny.cache(folder.resolve("other")));
        EditJob before = new EditJob(Task.INVERT, source, null, edit.model(), edit.settings(), null, EditJob.ALL);
        other.run(before, new Witness());
        other.run(edit, new Witness());

        assertThat(Tiny.digest(output)).isEqualTo(own);
    }

    @Test
    void movingTheStrengthCostsNoDiffusion() {
        Witness half = new Witness();

        run(Tiny.settings(), new Witness());
        run(Tiny.settings("strength", "0.5"), half);

        assertThat(half.steps(Stage.SAMPLING)).isZero();
        assertThat(Tiny.digest(output)).isNotEqualTo(uninterrupted);
    }

    @Test
    void progressNeverGoesBackAndEndsAtTheWhole() {
        Witness witness = new Witness();

        run(Tiny.settings("mask", "auto"), witness);

        List<Double> frames =
                witness.heard.stream().map(EditListener.Progress::frames).toList();
        assertThat(frames).isSorted();
        assertThat(frames.get(frames.size() - 1)).isEqualTo(Tiny.FRAMES);
        assertThat(witness.steps(Stage.MASK)).isPositive();
    }

    @Test
    void onlyTheFirstFramesWhenAskedFor() {
        EditJob all = Tiny.job(source, output, Tiny.settings());
        EditJob four = new EditJob(all.task(), source, output, all.model(), all.settings(), EncoderPreset.LOSSLESS, 4);

        assertThat(editor().run(four, new Witness())).isEqualTo(4);

        assertThat(Tiny.read(output)).hasSize(4);
    }

    /** With the source's own prompt and every step corrected, the edit is the baseline and adds nothing to the source. */
    @Test
    void anExactReconstructionAddsNothing() {
        EditSettings settings = EditSettings.reconstruction(
                Tiny.values("prompt", "a photo of a man", "exact", "on", "composite", "residual"));

        run(settings, new Witness());

        assertThat(largestDifference()).isLessThanOrEqualTo(1);
    }

    @Test
    void aPlainReconstructionShowsWhatTheModelLoses() {
        run(EditSettings.reconstruction(Tiny.values("prompt", "a photo of a man")), new Witness());

        assertThat(largestDifference()).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x96x80", "7x8x8", "2x33x17"})
    void smallClipsWork(String clip) {
        String[] numbers = clip.split("x", -1);
        int frames = Integer.parseInt(numbers[0]);
        source = Tiny.clip(
                folder.resolve("small.mkv"),
                Tiny.picture(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]), 8),
                frames,
                null);

        assertThat(run(Tiny.settings("mask", "auto"), new Witness())).isEqualTo(frames);

        List<VideoFrame> after = Tiny.read(output);
        assertThat(after).hasSize(frames);
        assertThat(after.get(0).format()).isEqualTo(Tiny.read(source).get(0).format());
    }

    private long run(EditSettings settings, Witness witness) {
        return editor().run(Tiny.job(source, output, settings), witness);
    }

    private VideoEditor editor() {
        return new VideoEditor(pool, Tiny.cache(folder.resolve("cache")));
    }

    private List<Path> filesBesideCaches() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private int largestDifference() {
        return largestDifference(Tiny.read(source));
    }

    private int largestDifference(List<VideoFrame> before) {
        List<VideoFrame> after = Tiny.read(output);
        int largest = 0;
        for (int i = 0; i < before.size(); i++) {
            for (int plane = 0; plane < 3; plane++) {
                short[] a = before.get(i).plane(plane);
                short[] b = after.get(i).plane(plane);
                for (int p = 0; p < a.length; p++) {
                    largest = Math.max(largest, Math.abs(a[p] - b[p]));
                }
            }
        }
        return largest;
    }
}
