package io.diffferv.engine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

class TuneTest {
    @Test
    void itIsAWavFileOfThatLengthWithSoundInIt() throws Exception {
        try (AudioInputStream sound = AudioSystem.getAudioInputStream(new ByteArrayInputStream(Tune.wav(2.5)))) {
            assertThat(sound.getFormat().getSampleRate()).isEqualTo(16_000);
            assertThat(sound.getFormat().getChannels()).isEqualTo(1);
            assertThat(sound.getFrameLength()).isEqualTo(40_000);
            int loudest = 0;
            byte[] samples = sound.readAllBytes();
            for (int i = 0; i < samples.length; i += 2) {
                loudest = Math.max(loudest, Math.abs((samples[i] & 0xff) | samples[i + 1] << 8));
            }
            assertThat(loudest).isBetween(7_000, 8_200);
        }
    }
}
