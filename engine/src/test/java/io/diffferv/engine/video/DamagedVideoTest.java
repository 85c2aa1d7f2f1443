package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DamagedVideoTest {
    private static final PictureFormat PICTURE = Clips.picture(96, 64, Clips.YUV420);
    private static final int COUNT = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"a.mp4,ORDINARY", "a.webm,ORDINARY", "a.mkv,LOSSLESS"})
    void aDamagedPictureKeepsCountAndTimes(String name, EncoderPreset preset) throws IOException {
        Path clip = clip(name, preset);
        List<VideoFrame> whole = Clips.read(clip);
        spoilPacket(clip, 5);
        try (VideoReader reader = VideoReader.open(clip)) {
            for (int i = 0; i < COUNT; i++) {
                Optional<VideoFrame> frame = reader.read();
                assertThat(frame).as("picture %d", i).isPresent();
                assertThat(frame.get().pts()).isEqualTo(whole.get(i).pts());
                if (i < 5) {
                    Clips.assertSameSamples(frame.get(), whole.get(i));
                }
            }
            assertThat(reader.read()).isEmpty();
            assertThat(reader.damaged()).isPositive();
        }
    }

    @Test
    void aClipWhoseLastPartIsMissingIsRefusedAtOnce() throws IOException {
        Path clip = clip("a.mp4", EncoderPreset.ORDINARY);
        byte[] bytes = Files.readAllBytes(clip);
        // With the index in front, as phones and web sites write it, the loss shows only in the index's numbers.
        Path cut = Files.write(folder.resolve("cut.mp4"), indexFirst(bytes, bytes.length / 3));
        assertThatThrownBy(() -> VideoReader.open(cut))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_INPUT))
                .hasMessageContaining("the file is cut short");
    }

    @Test
    void aClipOfNothingButDamageHasNoPicture() throws IOException {
        Path clip = clip("a.webm", EncoderPreset.ORDINARY);
        for (int i = 0; i < COUNT; i++) {
            spoilPacket(clip, i);
        }
        assertThatThrownBy(() -> VideoReader.open(clip))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("no picture");
    }

    private Path clip(String name, EncoderPreset preset) {
        return Clips.write(folder.resolve(name), Clips.info(PICTURE), preset, Clips.frames(PICTURE, COUNT));
    }

    /** Overwrites the payload of one packet in place. */
    private static void spoilPacket(Path clip, int number) throws IOException {
        byte[] bytes = Files.readAllBytes(clip);
        try (InputFile input = InputFile.open(clip)) {
            AVPacket packet = avcodec.av_packet_alloc();
            for (int i = 0; i <= number; i++) {
                avcodec.av_packet_unref(packet);
                assertThat(input.read(packet)).isTrue();
            }
            byte[] payload = new byte[packet.size()];
            packet.data().get(payload, 0, payload.length);
            int at = find(bytes, payload, (int) packet.pos());
            Arrays.fill(bytes, at, at + payload.length, (byte) 0xff);
            avcodec.av_packet_free(packet);
        }
        Files.write(clip, bytes);
    }

    private static int find(byte[] bytes, byte[] payload, int from) {
        int at = from;
        while (!Arrays.equals(bytes, at, at + payload.length, payload, 0, payload.length)) {
            at++;
        }
        return at;
    }

    /**
     * Moves an MP4's index to its front, then drops bytes off its end. The index's numbers stay, so they point too far
     * forward by less than the loss.
     */
    private static byte[] indexFirst(byte[] mp4, int loss) {
        String text = new String(mp4, StandardCharsets.ISO_8859_1);
        int media = text.indexOf("mdat") - 4;
        int index = text.indexOf("moov") - 4;
        byte[] moved = new byte[mp4.length];
        System.arraycopy(mp4, 0, moved, 0, media);
        System.arraycopy(mp4, index, moved, media, mp4.length - index);
        System.arraycopy(mp4, media, moved, media + mp4.length - index, index - media);
        return Arrays.copyOf(moved, mp4.length - loss);
    }
}
