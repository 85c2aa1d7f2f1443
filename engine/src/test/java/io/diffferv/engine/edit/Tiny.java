package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.diffferv.engine.Face256;
import io.diffferv.engine.cache.ContentHash;
import io.diffferv.engine.cache.ContentStore;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.ColourTags;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.PixelLayout;
import io.diffferv.engine.video.PixelLayout.Family;
import io.diffferv.engine.video.Rational;
import io.diffferv.engine.video.Rotation;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import io.diffferv.engine.video.VideoWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowingConsumer;

/** Clips and settings small enough that a test can edit a whole file. */
final class Tiny {
    static final int FRAMES = 7;
    static final int CHUNKS = 3;
    static final int STEPS = 2;

    private static final Rational MILLISECONDS = new Rational(1, 1000);
    private static final Rational RATE = new Rational(25, 1);
    private static final int SOUND_RATE = 8000;

    private Tiny() {}

    static PictureFormat picture(int width, int height, int depth) {
        PixelLayout layout = new PixelLayout(Family.YUV, depth, 1, 1, false);
        return new PictureFormat(width, height, layout, ColourTags.UNTAGGED, Rotation.NONE);
    }

    /** A smooth blob that wanders over a gradient; uneven times. */
    static VideoFrame frame(PictureFormat picture, int number) {
        PixelLayout layout = picture.layout();
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            int width = layout.planeWidth(plane, picture.width());
            int height = layout.planeHeight(plane, picture.height());
            planes[plane] = new short[width * height];
            for (int i = 0; i < planes[plane].length; i++) {
                double x = (i % width + 0.5) / width - 0.4 - 0.02 * number;
                double y = (i / width + 0.5) / height - 0.5;
                double blob = Math.exp(-(x * x + y * y) * 18);
                double value = plane == 0 ? 0.25 + 0.2 * y + 0.4 * blob : 0.5 + (plane - 1.5) * 0.1 * blob;
                planes[plane][i] = (short) Math.round(value * layout.maximum());
            }
        }
        return VideoFrame.of(picture, planes, number * 40L + number % 3, 40);
    }

    /** Writes {@code count} frames without loss, with the sound of another file unless that is null. */
    static Path clip(Path out, PictureFormat picture, int count, Path sound) {
        VideoInfo info = new VideoInfo(
                Path.of("synthetic"), picture, "", Rational.UNKNOWN, MILLISECONDS, 0, RATE, RATE, -1, 0, 0);
        try (VideoWriter writer = VideoWriter.create(out, info, sound, EncoderPreset.LOSSLESS, Map.of())) {
            for (int i = 0; i < count; i++) {
                writer.write(frame(picture, i));
            }
            writer.finish();
        }
        return out;
    }

    static Path clip(Path folder) {
        return clip(folder.resolve("source.mkv"), picture(96, 80, 8), FRAMES, null);
    }

    /** A WAV file: mono, 16 bits, a third of a second. */
    static Path sound(Path out) throws IOException {
        short[] samples = new short[SOUND_RATE / 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (8000 * Math.sin(i * 0.3));
        }
        int bytes = Short.BYTES * samples.length;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1);
        wav.putInt(SOUND_RATE).putInt(SOUND_RATE * Short.BYTES);
        wav.putShort((short) Short.BYTES).putShort((short) (8 * Short.BYTES));
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
        wav.asShortBuffer().put(samples);
        return Files.write(out, wav.array());
    }

    static List<VideoFrame> read(Path file) {
        try (VideoReader reader = VideoReader.open(file)) {
            List<VideoFrame> frames = new ArrayList<>();
            for (Optional<VideoFrame> f = reader.read(); f.isPresent(); f = reader.read()) {
                frames.add(f.get());
            }
            return frames;
        }
    }

    /** Chunks of 3 with one frame of halo at 64x64. */
    static Map<String, String> values(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of(
                EditOption.PROMPT.key(), "a photo of an old man",
                EditOption.SOURCE_PROMPT.key(), "a photo of a man",
                EditOption.WORKING_SIZE.key(), "64x64",
                EditOption.STEPS.key(), Integer.toString(STEPS),
                EditOption.INVERSION_PREDICTIONS.key(), "1",
                EditOption.CHUNK.key(), "3",
                EditOption.HALO.key(), "1",
                EditOption.MASK.key(), "off",
                EditOption.DEVICE.key(), "cpu"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return values;
    }

    static EditSettings settings(String... keysAndValues) {
        return EditSettings.parse(values(keysAndValues));
    }

    static EditJob job(Path source, Path output, EditSettings settings) {
        return new EditJob(
                EditJob.Task.EDIT, source, output, Face256.folder(), settings, EncoderPreset.LOSSLESS, EditJob.ALL);
    }

    static EditCache cache(Path folder) {
        return new EditCache(new ContentStore(folder, 1L << 30));
    }

    static ThrowingConsumer<Throwable> failsWith(FailureCode code) {
        return thrown -> assertThat(((EditException) thrown).code()).isEqualTo(code);
    }

    /** Two files of the same bytes have the same. */
    static String digest(Path file) {
        try {
            return new ContentHash("file")
                    .with("bytes", ByteBuffer.wrap(Files.readAllBytes(file)))
                    .hex();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread that has ended its work may still be seen for a moment. */
    static void assertNothingRuns() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("diffferv-"))
                .forEach(thread -> assertThatCode(() -> thread.join(1000)).doesNotThrowAnyException());
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("diffferv-"));
    }
}
