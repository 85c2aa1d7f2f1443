package io.diffferv.engine.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A few soft notes as a WAV file, so that the demo shows that sound survives an edit. */
final class Tune {
    private static final int RATE = 16_000;
    private static final double[] NOTES_HZ = {261.63, 329.63, 392.00, 523.25};
    private static final double LOUDNESS = 0.25;

    private Tune() {}

    /** @return the bytes of a mono 16-bit WAV file */
    static byte[] wav(double seconds) {
        int samples = (int) Math.round(seconds * RATE);
        int bytes = samples * Short.BYTES;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + bytes).put(ascii("WAVEfmt ")).putInt(16);
        // PCM, one channel, samples and bytes a second, bytes a sample, bits a sample
        wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * Short.BYTES);
        wav.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
        wav.put(ascii("data")).putInt(bytes);
        double noteSeconds = seconds / NOTES_HZ.length;
        for (int i = 0; i < samples; i++) {
            double second = (double) i / RATE;
            int note = Math.min((int) (second / noteSeconds), NOTES_HZ.length - 1);
            double within = second / noteSeconds - note;
            double swell = Math.sin(Math.PI * within);
            double value = LOUDNESS * swell * swell * Math.sin(2 * Math.PI * NOTES_HZ[note] * second);
            wav.putShort((short) Math.round(value * Short.MAX_VALUE));
        }
        return wav.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
