package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamCopyTest {
    @TempDir
    Path folder;

    private record Sound(double seconds, byte[] bytes) {}

    @ParameterizedTest
    @CsvSource({"grid_lbax4n.mpg,a.mkv,LOSSLESS", "grid_lbax4n.mpg,a.mp4,ORDINARY"})
    void soundIsCopiedByteForByteAndPicturesStayInStep(String name, String target, EncoderPreset preset) {
        Path source = Clips.real(name);
        Path out = copy(source, folder.resolve(target), preset, 75);
        List<Sound> before = sound(source);
        List<Sound> after = sound(out);
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).bytes())
                    .as("packet %d", i)
                    .isEqualTo(before.get(i).bytes());
            assertThat(after.get(i).seconds()).isCloseTo(before.get(i).seconds(), within(0.001));
        }
        List<VideoFrame> expected = Clips.read(source);
        List<VideoFrame> actual = Clips.read(out);
        assertThat(actual).hasSameSizeAs(expected);
        if (preset == EncoderPreset.LOSSLESS) {
            for (int i = 0; i < expected.size(); i++) {
                Clips.assertSameSamples(actual.get(i), expected.get(i));
            }
        }
    }

    /** An AAC encoder's run-in lies before time 0, which Matroska cannot say directly. */
    @ParameterizedTest
    @CsvSource({"a.mkv", "a.mp4", "a.mov"})
    void aRunInOfSoundDoesNotDelayThePictures(String target) {
        Path source = Clips.real("ompf_new_face_video-90.mp4");
        Path out = copy(source, folder.resolve(target), EncoderPreset.ORDINARY, 10);
        try (VideoReader reader = VideoReader.open(out)) {
            assertThat(reader.info().picture().rotation()).isEqualTo(Rotation.CLOCKWISE);
            double unit = reader.info().timeBase().toDouble();
            for (int i = 0; i < 10; i++) {
                double seconds = reader.read().orElseThrow().pts() * unit;
                assertThat(seconds).isCloseTo(i * 1001 / 30000.0, within(0.0006));
            }
        }
        List<Sound> before = sound(source);
        List<Sound> after = sound(out);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).bytes())
                    .as("packet %d", i)
                    .isEqualTo(before.get(i).bytes());
            assertThat(after.get(i).seconds()).isCloseTo(before.get(i).seconds(), within(0.001));
        }
    }

    @Test
    void soundEndsWithThePicturesWhenCut() {
        Path source = Clips.real("grid_lbax4n.mpg");
        Path out = folder.resolve("cut.mkv");
        try (VideoReader reader = VideoReader.open(source);
                VideoWriter writer = VideoWriter.create(out, reader.info(), source, EncoderPreset.ORDINARY, Map.of())) {
            for (int i = 0; i < 25; i++) {
                writer.write(reader.read().orElseThrow());
            }
            writer.finishCut();
        }
        assertThat(Clips.read(out)).hasSize(25);
        List<Sound> sound = sound(out);
        assertThat(sound.get(sound.size() - 1).seconds()).isBetween(0.9, 1.0);
    }

    @Test
    void theSourcesMetadataGoesAlongWithOurs() {
        PictureFormat picture = Clips.picture(64, 48, Clips.YUV420);
        VideoInfo info = Clips.info(picture);
        Path source = folder.resolve("source.mkv");
        Map<String, String> given = Map.of("title", "A face", "comment", "as filmed", "encoder", "Lavf");
        write(source, info, null, given);
        Path out = folder.resolve("out.mp4");
        write(out, info, source, Map.of("comment", "edited by AI"));
        try (InputFile file = InputFile.open(out)) {
            assertThat(metadata(file, "title")).isEqualTo("A face");
            assertThat(metadata(file, "comment")).isEqualTo("edited by AI");
            assertThat(metadata(file, "encoder")).isNull();
        }
    }

    /** The pictures may have taken hours: sound that breaks off ends early instead of failing the file. */
    @Test
    void brokenSoundDoesNotCostThePictures() throws IOException {
        Path source = Clips.real("ompf_new_face_video-90.mp4");
        Path broken = Files.write(folder.resolve("broken.mp4"), Files.readAllBytes(source));
        Path out = folder.resolve("out.mp4");
        try (VideoReader reader = VideoReader.open(source);
                VideoWriter writer = VideoWriter.create(out, reader.info(), broken, EncoderPreset.ORDINARY, Map.of())) {
            try (FileChannel channel = FileChannel.open(broken, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
            }
            for (int i = 0; i < 10; i++) {
                writer.write(reader.read().orElseThrow());
            }
            writer.finish();
        }
        assertThat(Clips.read(out)).hasSize(10);
        assertThat(sound(out)).hasSizeBetween(1, sound(source).size() - 1);
    }

    private static void write(Path out, VideoInfo info, Path source, Map<String, String> metadata) {
        try (VideoWriter writer = VideoWriter.create(out, info, source, EncoderPreset.ORDINARY, metadata)) {
            Clips.frames(info.picture(), 2).forEach(writer::write);
            writer.finish();
        }
    }

    private static String metadata(InputFile file, String key) {
        var entry = avutil.av_dict_get(file.context().metadata(), key, null, 0);
        return entry == null ? null : entry.value().getString();
    }

    @Test
    void namesTheExtensionThatHoldsTheSound() throws IOException {
        Path wav = Files.write(folder.resolve("a.wav"), VideoReaderTest.silence(8000));
        VideoInfo info = Clips.info(Clips.picture(64, 48, Clips.YUV420));
        Path out = folder.resolve("a.webm");
        assertThatThrownBy(() -> VideoWriter.create(out, info, wav, EncoderPreset.ORDINARY, Map.of()))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_REQUEST))
                .hasMessageContaining("pcm_s16le sound")
                .hasMessageContaining(".mkv");
        assertThat(folder.resolve(".a.webm.part")).doesNotExist();
    }

    private static Path copy(Path source, Path out, EncoderPreset preset, int frames) {
        try (VideoReader reader = VideoReader.open(source);
                VideoWriter writer = VideoWriter.create(out, reader.info(), source, preset, Map.of())) {
            for (int i = 0; i < frames; i++) {
                Optional<VideoFrame> frame = reader.read();
                writer.write(frame.orElseThrow());
            }
            writer.finish();
        }
        return out;
    }

    private static List<Sound> sound(Path file) {
        List<Sound> packets = new ArrayList<>();
        try (InputFile input = InputFile.open(file)) {
            AVPacket packet = avcodec.av_packet_alloc();
            while (input.read(packet)) {
                var stream = input.stream(packet.stream_index());
                if (stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_AUDIO) {
                    byte[] bytes = new byte[packet.size()];
                    packet.data().get(bytes, 0, bytes.length);
                    packets.add(new Sound(packet.pts() * avutil.av_q2d(stream.time_base()), bytes));
                }
                avcodec.av_packet_unref(packet);
            }
            avcodec.av_packet_free(packet);
        }
        return packets;
    }
}
