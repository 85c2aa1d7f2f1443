package io.diffferv.bridge.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.jna.EngineTable;
import io.diffferv.engine.cache.ContentStore;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.ColourTags;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.PixelLayout;
import io.diffferv.engine.video.Rational;
import io.diffferv.engine.video.Rotation;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.video.VideoWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real engine behind the filter's table, with the default model at 64x64, against the file editor. */
@Timeout(300)
class EditingEngineTest {
    private static final int FRAMES = 7;
    private static final int HALO = 1;
    private static final int WIDTH = 80;
    private static final int HEIGHT = 64;
    private static final int SEEDS = 7;
    private static final Path MODELS = Path.of("../packaging/models");

    /** As MLT hands them over, with properties that are none of the engine's business. */
    private static final Map<String, String> SETTINGS = Map.of(
            "prompt", "a photo of an old man",
            "source_prompt", "a photo of a man",
            "working_size", "64x64",
            "steps", "2",
            "chunk", "3",
            "halo", String.valueOf(HALO),
            "device", "cpu",
            "seed", "",
            "strength", "0=0;50=1",
            "mlt_service", "diffferv");

    private static EnginePool pool;
    private static EditCache cache;

    @TempDir
    Path folder;

    @BeforeAll
    static void open(@TempDir Path once) {
        pool = new EnginePool(1);
        cache = new EditCache(new ContentStore(once.resolve("results"), 1L << 30));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({"8, 3", "8, 6", "16, 6"})
    void hostedRunsGiveWhatTheFileEditorGives(int depth, int length) {
        List<VideoFrame> clip = clip(depth);
        List<VideoFrame> expected = edited(clip, depth);
        FilterTable table = table();
        RgbaPixels pixels = new RgbaPixels(WIDTH, HEIGHT, depth);
        List<Long> runs = new ArrayList<>();
        for (int first = 0; first < FRAMES; first += length) {
            runs.add(edited(table, pixels, clip, first, Math.min(length, FRAMES - first)));
        }

        for (int i = 0; i < FRAMES; i++) {
            int r = i / length;
            ByteBuffer picture = picture(pixels, clip.get(i), i);
            long before = r > 0 ? runs.get(r - 1) : 0;
            long after = r + 1 < runs.size() ? runs.get(r + 1) : 0;

            assertThat(table.compose(runs.get(r), before, after, i % length, 1, picture))
                    .as(table.sentence())
                    .isOne();

            assertThat(picture).isEqualTo(picture(pixels, expected.get(i), i));
            assertThat(picture).isNotEqualTo(picture(pixels, clip.get(i), i));
        }
    }

    @Test
    void theStrengthStaysInItsRangeAndMustBeANumber() {
        List<VideoFrame> clip = clip(8);
        FilterTable table = table();
        RgbaPixels pixels = new RgbaPixels(WIDTH, HEIGHT, 8);
        long run = edited(table, pixels, clip, 0, 3);
        ByteBuffer most = picture(pixels, clip.get(0), 0);
        ByteBuffer more = picture(pixels, clip.get(0), 0);
        ByteBuffer none = picture(pixels, clip.get(0), 0);

        assertThat(table.compose(run, 0, 0, 0, 2, most)).isOne();
        assertThat(table.compose(run, 0, 0, 0, Double.POSITIVE_INFINITY, more)).isOne();
        assertThat(table.compose(run, 0, 0, 0, -3, none)).isOne();

        assertThat(more).isEqualTo(most);
        assertThat(none).isEqualTo(picture(pixels, clip.get(0), 0));
        assertThat(table.compose(run, 0, 0, 0, Double.NaN, none)).isZero();
        assertThat(table.code()).isEqualTo(FailureCode.BAD_REQUEST.exitStatus());
    }

    @Test
    void aListenerThatHasEnoughEndsTheEditAndTheNextOneGoesOn() {
        List<VideoFrame> clip = clip(8);
        FilterTable table = table();
        RgbaPixels pixels = new RgbaPixels(WIDTH, HEIGHT, 8);
        long run = shown(table, with("seed", "7"), pixels, clip, 0, 6);
        List<Integer> ready = new ArrayList<>();

        assertThat(table.edit(run, (context, frames, done, seconds) -> done > 0.6 ? 1 : 0))
                .isZero();
        assertThat(table.code()).isEqualTo(FailureCode.CANCELLED.exitStatus());

        assertThat(table.edit(run, (context, frames, done, seconds) -> {
                    ready.add(frames);
                    return 0;
                }))
                .isOne();
        assertThat(ready).isSorted().startsWith(3 - HALO).endsWith(6);
    }

    @Test
    void afterAStopNothingIsEditedUntilItIsOpenedAnew() {
        List<VideoFrame> clip = clip(8);
        FilterTable table = table();
        RgbaPixels pixels = new RgbaPixels(WIDTH, HEIGHT, 8);
        long run = shown(table, with("seed", "8"), pixels, clip, 0, 3);

        table.stop();

        assertThat(table.edit(run, (context, frames, done, seconds) -> 0)).isZero();
        assertThat(table.code()).isEqualTo(FailureCode.CANCELLED.exitStatus());
        assertThat(edited(table, pixels, clip, 0, 3)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "model, no-such-model, 4, no-such-model",
        "prompt, ' ', 2, prompt:",
        "guidance, 0=1;10=5, 2, guidance:",
        "guidance, nan, 2, guidance:",
        "steps, -1, 2, steps:",
        "working_size, 99999999x1, 2, working_size:",
        "cache_size, 7, 2, cache_size:",
        "memory, 1MiB, 5, memory:"
    })
    void badSettingsAreRefusedWithTheirSentence(String key, String value, int code, String sentence) {
        FilterTable table = table();

        assertThat(table.open(with(key, value), new RgbaPixels(WIDTH, HEIGHT, 8), 0, 3, 0, 0))
                .isZero();

        assertThat(table.code()).isEqualTo(code);
        assertThat(table.sentence()).contains(sentence).doesNotContain("\n", "--");
    }

    @Test
    void composingBeforeTheEditFails() {
        FilterTable table = table();
        RgbaPixels pixels = new RgbaPixels(WIDTH, HEIGHT, 8);
        List<VideoFrame> clip = clip(8);
        long run = shown(table, SETTINGS, pixels, clip, 0, 3);

        assertThat(table.compose(run, 0, 0, 0, 1, picture(pixels, clip.get(0), 0)))
                .isZero();
        assertThat(table.code()).isOne();
    }

    @Test
    void theCacheHoldsNoMoreThanItIsAllowed() throws IOException {
        Path results = folder.resolve("results");
        EditingEngine engine = new EditingEngine(
                pool,
                most -> new EditCache(new ContentStore(results, most)),
                new ModelLookup(List.of(MODELS.toAbsolutePath())));
        FilterTable table = new FilterTable(EngineTable.ABI).with(engine);
        RgbaPixels pixels = new RgbaPixels(WIDTH, HEIGHT, 8);
        List<VideoFrame> clip = clip(8);
        long largest = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Map<String, String> settings = with("seed", String.valueOf(seed));
            settings.put("cache_size", "1MiB");
            long run = shown(table, settings, pixels, clip, 0, 3);
            assertThat(table.edit(run, (context, ready, done, seconds) -> 0)).isOne();
            List<Long> sizes = entries(results);
            largest = Collections.max(sizes);
            assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(1 << 20);
        }
        assertThat(SEEDS * largest).as("bytes without a bound").isGreaterThan(1 << 20);
    }

    /** Sizes of what is kept. */
    private static List<Long> entries(Path results) throws IOException {
        try (Stream<Path> files = Files.list(results)) {
            return files.filter(file -> file.toString().endsWith(".entry"))
                    .map(file -> file.toFile().length())
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyFieldMeansTheDefaultButAnEmptySourcePromptIsOne(String empty) {
        Map<String, String> values =
                FilterValues.of(Map.of("steps", empty, "model", empty, "source_prompt", empty, "_x", "y"));

        assertThat(values).containsExactly(Map.entry("source_prompt", empty));
    }

    private static FilterTable table() {
        return new FilterTable(EngineTable.ABI)
                .with(new EditingEngine(pool, most -> cache, new ModelLookup(List.of(MODELS.toAbsolutePath()))));
    }

    private static long edited(FilterTable table, RgbaPixels pixels, List<VideoFrame> clip, int first, int own) {
        long run = shown(table, SETTINGS, pixels, clip, first, own);
        assertThat(table.edit(run, (context, ready, done, seconds) -> 0))
                .as(table.sentence())
                .isOne();
        return run;
    }

    private static long shown(
            FilterTable table,
            Map<String, String> settings,
            RgbaPixels pixels,
            List<VideoFrame> clip,
            int first,
            int own) {
        int lead = Math.min(HALO, first);
        int trail = Math.min(HALO, FRAMES - first - own);
        long run = table.open(settings, pixels, lead, own, trail, first);
        assertThat(run).as(table.sentence()).isPositive();
        for (int i = first - lead; i < first + own + trail; i++) {
            assertThat(table.frame(run, picture(pixels, clip.get(i), i))).isOne();
        }
        return run;
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put(key, value);
        return settings;
    }

    /** The frame in the host's layout, with an alpha of the frame's own. */
    private static ByteBuffer picture(RgbaPixels pixels, VideoFrame frame, int alpha) {
        ByteBuffer picture = ByteBuffer.allocateDirect(pixels.bytes()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < pixels.bytes(); i++) {
            picture.put(i, (byte) (alpha + 100));
        }
        pixels.write(frame, picture);
        return picture;
    }

    private List<VideoFrame> edited(List<VideoFrame> clip, int depth) {
        Path source = written(folder.resolve("source.mkv"), clip);
        Path out = folder.resolve("out.mkv");
        EditSettings settings = EditSettings.parse(FilterValues.of(SETTINGS));
        new VideoEditor(pool, cache)
                .run(
                        new EditJob(
                                EditJob.Task.EDIT,
                                source,
                                out,
                                MODELS.resolve("face-256"),
                                settings,
                                EncoderPreset.LOSSLESS,
                                EditJob.ALL),
                        new Silent());
        List<VideoFrame> edited = read(out);
        assertThat(edited.get(0).format().layout().family()).isEqualTo(PixelLayout.Family.RGB);
        assertThat(edited.get(0).format().layout().depth()).isEqualTo(depth);
        return edited;
    }

    private static Path written(Path out, List<VideoFrame> frames) {
        Rational rate = new Rational(25, 1);
        VideoInfo info = new VideoInfo(
                out, frames.get(0).format(), "", Rational.UNKNOWN, new Rational(1, 1000), 0, rate, rate, -1, 0, 0);
        try (VideoWriter writer = VideoWriter.create(out, info, null, EncoderPreset.LOSSLESS, Map.of())) {
            frames.forEach(writer::write);
            writer.finish();
        }
        return out;
    }

    private static List<VideoFrame> read(Path file) {
        try (VideoReader reader = VideoReader.open(file)) {
            List<VideoFrame> frames = new ArrayList<>();
            for (Optional<VideoFrame> f = reader.read(); f.isPresent(); f = reader.read()) {
                frames.add(f.get());
            }
            return frames;
        }
    }

    /** A blob that wanders over a gradient, in different colours. */
    private static List<VideoFrame> clip(int depth) {
        PixelLayout layout = new PixelLayout(PixelLayout.Family.RGB, depth, 0, 0, false);
        PictureFormat format = new PictureFormat(WIDTH, HEIGHT, layout, ColourTags.UNTAGGED, Rotation.NONE);
        List<VideoFrame> clip = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            short[][] planes = new short[3][WIDTH * HEIGHT];
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < planes[c].length; i++) {
                    double x = (i % WIDTH + 0.5) / WIDTH - 0.4 - 0.02 * frame;
                    double y = (i / WIDTH + 0.5) / HEIGHT - 0.5;
                    double value = 0.3 + 0.1 * c + 0.2 * y + 0.3 * Math.exp(-(x * x + y * y) * (12 + 6 * c));
                    planes[c][i] = (short) Math.round(Math.min(1, value) * layout.maximum());
                }
            }
            clip.add(VideoFrame.of(format, planes, 40L * frame, 40));
        }
        return clip;
    }

    private static final class Silent implements EditListener {
        @Override
        public void progress(Progress progress) {
            // Nobody looks.
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
