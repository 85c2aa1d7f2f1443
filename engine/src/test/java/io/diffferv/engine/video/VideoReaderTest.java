package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsFactsOfAProgramStream() {
        try (VideoReader reader = VideoReader.open(Clips.real("grid_lbax4n.mpg"))) {
            VideoInfo info = reader.info();
            assertThat(info.width()).isEqualTo(360);
            assertThat(info.height()).isEqualTo(288);
            assertThat(info.picture().layout()).isEqualTo(Clips.YUV420);
            assertThat(info.pixelFormat()).isEqualTo("yuv420p");
            assertThat(info.timeBase()).isEqualTo(new Rational(1, 90000));
            assertThat(info.averageRate()).isEqualTo(new Rational(25, 1));
            assertThat(info.frames()).isEqualTo(75);
            assertThat(info.audioStreams()).isEqualTo(1);
            assertThat(info.picture().colour().rangeName()).isEqualTo("tv");
        }
        List<VideoFrame> frames = Clips.read(Clips.real("grid_lbax4n.mpg"));
        assertThat(frames).hasSize(75);
        for (int i = 1; i < frames.size(); i++) {
            assertThat(frames.get(i).pts() - frames.get(i - 1).pts()).isEqualTo(3600);
        }
    }

    @Test
    void turnsAPhoneClipUpright() {
        try (VideoReader reader = VideoReader.open(Clips.real("ompf_new_face_video-90.mp4"))) {
            VideoInfo info = reader.info();
            assertThat(info.picture().rotation()).isEqualTo(Rotation.CLOCKWISE);
            assertThat(info.width()).isEqualTo(480);
            assertThat(info.uprightWidth()).isEqualTo(640);
            RgbImage upright = reader.read().orElseThrow().upright();
            assertThat(upright.width()).isEqualTo(640);
            assertThat(upright.height()).isEqualTo(480);
        }
    }

    @Test
    void readsGifDelaysAndTreatsAFullCanvasAsOpaque() {
        Path gif = Clips.real("intel_headpose_male.gif");
        try (VideoReader reader = VideoReader.open(gif)) {
            assertThat(reader.info().alpha()).isFalse();
            assertThat(reader.info().timeBase()).isEqualTo(new Rational(1, 100));
        }
        List<VideoFrame> frames = Clips.read(gif);
        assertThat(frames).hasSize(62);
        for (int i = 1; i < frames.size(); i++) {
            VideoFrame before = frames.get(i - 1);
            assertThat(frames.get(i).pts()).isEqualTo(before.pts() + before.duration());
        }
    }

    @Test
    void aStillPictureIsAVideoOfOneFrame() {
        Path png = folder.resolve("still %03d.png");
        RgbImage image = RgbImage.black(20, 10);
        image.samples()[5] = 1;
        ContactSheet.writeImage(png, image);
        List<VideoFrame> frames = Clips.read(png);
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).upright().samples()).isEqualTo(image.samples());
    }

    @Test
    void saysThatAFileIsMissing() {
        assertBad(folder.resolve("none.mp4"), "there is no such file");
    }

    @Test
    void saysThatAFolderIsNoFile() {
        assertBad(folder, "this is not a file");
    }

    @Test
    void saysThatAFileIsEmpty() throws IOException {
        assertBad(Files.createFile(folder.resolve("empty.mp4")), "the file is empty");
    }

    @Test
    void saysThatBytesAreNoVideo() throws IOException {
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        assertBad(Files.write(folder.resolve("noise.mp4"), noise), "no video, or one that is cut short");
        Path text = folder.resolve("letter.txt");
        assertBad(Files.writeString(text, "Dear reader,\n".repeat(200)), "");
    }

    @Test
    void saysThatThereIsOnlySound() throws IOException {
        assertBad(Files.write(folder.resolve("sound.wav"), silence(8000)), "found sound only");
    }

    @Test
    void saysThatAnMp4IsCutShort() throws IOException {
        Path whole = Clips.write(
                folder.resolve("whole.mp4"),
                Clips.info(Clips.picture(64, 48, Clips.YUV420)),
                EncoderPreset.ORDINARY,
                Clips.frames(Clips.picture(64, 48, Clips.YUV420), 20));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length / 2));
        assertBad(cut, "no video, or one that is cut short");
    }

    @Test
    void saysThatThereIsNoPicture() {
        PictureFormat picture = Clips.picture(64, 48, Clips.YUV420);
        Path none = folder.resolve("none.mp4");
        Clips.write(none, Clips.info(picture), EncoderPreset.ORDINARY, List.of());
        assertBad(none, "there is no picture in this file");
    }

    private static void assertBad(Path file, String words) {
        assertThatThrownBy(() -> Clips.read(file))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_INPUT))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(words);
    }

    /** A RIFF/WAVE file of one second of 16-bit mono silence. */
    static byte[] silence(int rate) {
        int data = rate * 2;
        ByteBuffer wav = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(rate * 2);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data);
        return wav.array();
    }
}
