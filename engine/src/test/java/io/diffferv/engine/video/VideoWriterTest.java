package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.PixelLayout.Family;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VideoWriterTest {
    @TempDir
    Path folder;

    static Stream<PixelLayout> layouts() {
        return Stream.of(
                Clips.YUV420,
                new PixelLayout(Family.YUV, 10, 1, 1, false),
                new PixelLayout(Family.YUV, 8, 1, 0, false),
                new PixelLayout(Family.YUV, 12, 1, 0, false),
                new PixelLayout(Family.YUV, 8, 0, 0, false),
                new PixelLayout(Family.YUV, 16, 0, 0, false),
                new PixelLayout(Family.YUV, 8, 0, 1, false),
                new PixelLayout(Family.YUV, 8, 2, 0, false),
                new PixelLayout(Family.YUV, 8, 1, 1, true),
                new PixelLayout(Family.YUV, 10, 0, 0, true),
                new PixelLayout(Family.GRAY, 8, 0, 0, false),
                new PixelLayout(Family.GRAY, 16, 0, 0, false),
                new PixelLayout(Family.RGB, 8, 0, 0, false),
                new PixelLayout(Family.RGB, 8, 0, 0, true),
                new PixelLayout(Family.RGB, 10, 0, 0, false),
                new PixelLayout(Family.RGB, 16, 0, 0, true));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void losslessKeepsEverySample(PixelLayout layout) {
        for (int[] size : new int[][] {{33, 17}, {8, 8}, {128, 72}}) {
            PictureFormat picture = Clips.picture(size[0], size[1], layout);
            List<VideoFrame> frames = Clips.frames(picture, 3);
            Path out =
                    Clips.write(folder.resolve(size[0] + ".mkv"), Clips.info(picture), EncoderPreset.LOSSLESS, frames);
            List<VideoFrame> back = Clips.read(out);
            assertThat(back).hasSameSizeAs(frames);
            for (int i = 0; i < frames.size(); i++) {
                Clips.assertSameSamples(back.get(i), frames.get(i));
            }
        }
    }

    @Test
    void keepsVariableTimes() {
        PictureFormat picture = Clips.picture(64, 48, Clips.YUV420);
        List<VideoFrame> frames = List.of(
                Clips.frame(picture, 0, 0, 40),
                Clips.frame(picture, 1, 40, 7),
                Clips.frame(picture, 2, 47, 953),
                Clips.frame(picture, 3, 1000, 20));
        for (String name : List.of("a.mkv", "a.mp4", "a.webm", "a.mov")) {
            Path out = Clips.write(folder.resolve(name), Clips.info(picture), EncoderPreset.ORDINARY, frames);
            try (VideoReader reader = VideoReader.open(out)) {
                double unit = reader.info().timeBase().toDouble();
                for (VideoFrame frame : frames) {
                    long pts = reader.read().orElseThrow().pts();
                    assertThat(pts * unit).as(name).isEqualTo(frame.pts() / 1000.0);
                }
                assertThat(reader.read()).isEmpty();
            }
        }
    }

    @Test
    void theSamePicturesGiveTheSameFile() throws IOException {
        PictureFormat picture = Clips.picture(64, 48, Clips.YUV420);
        List<VideoFrame> frames = Clips.frames(picture, 12);
        for (String name : List.of("a.mkv", "a.mp4", "a.webm")) {
            Path first = Clips.write(folder.resolve(name), Clips.info(picture), EncoderPreset.ORDINARY, frames);
            Path second = Clips.write(folder.resolve("b" + name), Clips.info(picture), EncoderPreset.ORDINARY, frames);
            assertThat(Files.readAllBytes(second)).as(name).isEqualTo(Files.readAllBytes(first));
        }
    }

    @Test
    void anUnfinishedFileLeavesNothingBehind() throws IOException {
        PictureFormat picture = Clips.picture(64, 48, Clips.YUV420);
        Path out = Files.writeString(folder.resolve("out.mkv"), "an earlier result");
        try (VideoWriter writer =
                VideoWriter.create(out, Clips.info(picture), null, EncoderPreset.LOSSLESS, Map.of())) {
            writer.write(Clips.frame(picture, 0, 0, 40));
        }
        assertThat(out).hasContent("an earlier result");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(out);
        }
    }

    @Test
    void refusesToOverwriteItsSource() {
        PictureFormat picture = Clips.picture(64, 48, Clips.YUV420);
        Path source = Clips.write(
                folder.resolve("a.mkv"), Clips.info(picture), EncoderPreset.LOSSLESS, Clips.frames(picture, 1));
        assertRefused(source, source, Clips.info(picture), FailureCode.BAD_REQUEST, "the output is the source itself");
    }

    @Test
    void refusesASecondWriterOfTheSameFile() {
        VideoInfo info = Clips.info(Clips.picture(64, 48, Clips.YUV420));
        Path out = folder.resolve("a.mkv");
        try (VideoWriter first = VideoWriter.create(out, info, null, EncoderPreset.LOSSLESS, Map.of())) {
            assertThat(first).isNotNull();
            assertRefused(out, null, info, FailureCode.TRY_AGAIN, "another run is writing");
        }
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        VideoInfo info = Clips.info(Clips.picture(64, 48, Clips.YUV420));
        assertRefused(folder.resolve("none/a.mkv"), null, info, FailureCode.BAD_INPUT, "the output cannot be written");
    }

    @Test
    void namesTheExtensionThatWouldWork() {
        VideoInfo alpha = Clips.info(Clips.picture(64, 48, new PixelLayout(Family.YUV, 8, 1, 1, true)));
        assertRefused(
                folder.resolve("a.mp4"), null, alpha, FailureCode.BAD_REQUEST, "name the output with .webm or .mkv");
        VideoInfo plain = Clips.info(Clips.picture(64, 48, Clips.YUV420));
        assertRefused(folder.resolve("a.xyz"), null, plain, FailureCode.BAD_REQUEST, "one of .mp4, .mov, .webm, .mkv");
    }

    @Test
    void keepsTagsShapeAndRotationAndAddsMetadata() {
        ColourTags hdr = new ColourTags(1, 9, 9, 16, 1);
        PixelLayout deep = new PixelLayout(Family.YUV, 10, 1, 1, false);
        PictureFormat picture = new PictureFormat(64, 48, deep, hdr, Rotation.COUNTERCLOCKWISE);
        VideoInfo plain = Clips.info(picture);
        VideoInfo info = new VideoInfo(
                plain.file(),
                picture,
                "",
                new Rational(4, 3),
                plain.timeBase(),
                0,
                plain.averageRate(),
                plain.nominalRate(),
                -1,
                0,
                0);
        for (String name : List.of("a.mkv", "a.mp4")) {
            Path out = folder.resolve(name);
            Map<String, String> label = Map.of("comment", "edited by AI", "diffferv.prompt", "äußerst alt");
            try (VideoWriter writer = VideoWriter.create(out, info, null, EncoderPreset.ORDINARY, label)) {
                Clips.frames(picture, 3).forEach(writer::write);
                writer.finish();
            }
            try (VideoReader reader = VideoReader.open(out);
                    InputFile raw = InputFile.open(out)) {
                VideoInfo back = reader.info();
                assertThat(back.sampleAspect()).isEqualTo(new Rational(4, 3));
                assertThat(back.picture().rotation()).isEqualTo(Rotation.COUNTERCLOCKWISE);
                assertThat(back.depth()).isEqualTo(10);
                ColourTags tags = back.picture().colour();
                assertThat(List.of(tags.range(), tags.matrix(), tags.primaries(), tags.transfer()))
                        .containsExactly(1, 9, 9, 16);
                label.forEach((key, value) ->
                        assertThat(metadata(raw, key)).as("%s of %s", key, name).isEqualTo(value));
            }
        }
    }

    /** Writing to a full disk fails at the write, however late FFmpeg notices it. */
    @Test
    void saysThatTheDiskIsFull() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full");
        PictureFormat picture = Clips.picture(128, 96, Clips.YUV420);
        Files.createSymbolicLink(folder.resolve(".a.mkv.part"), full);
        Path out = folder.resolve("a.mkv");
        assertThatThrownBy(
                        () -> Clips.write(out, Clips.info(picture), EncoderPreset.LOSSLESS, Clips.frames(picture, 20)))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TRY_AGAIN))
                .hasMessageContaining("could not be written to the end")
                .hasMessageContaining("No space left on device");
        assertThat(out).doesNotExist();
        assertThat(folder.resolve(".a.mkv.part")).doesNotExist();
    }

    private static String metadata(InputFile file, String key) {
        var entry = avutil.av_dict_get(file.context().metadata(), key, null, 0);
        return entry == null ? null : entry.value().getString(StandardCharsets.UTF_8);
    }

    private static void assertRefused(Path out, Path source, VideoInfo info, FailureCode code, String words) {
        assertThatThrownBy(() -> VideoWriter.create(out, info, source, EncoderPreset.ORDINARY, Map.of()))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }
}
