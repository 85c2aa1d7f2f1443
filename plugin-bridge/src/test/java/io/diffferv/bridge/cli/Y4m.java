package io.diffferv.bridge.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small videos as YUV4MPEG2, the one video format that a test can write by hand. */
final class Y4m {
    private Y4m() {}

    /** A gray gradient that moves by one column a frame. */
    static Path write(Path file, int width, int height, int frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("YUV4MPEG2 W%d H%d F25:1 Ip A1:1 C420jpeg\n"
                .formatted(width, height)
                .getBytes(StandardCharsets.US_ASCII));
        for (int frame = 0; frame < frames; frame++) {
            bytes.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    bytes.write(16 + (x + frame + y) * 3 % 220);
                }
            }
            for (int i = 0; i < 2 * ((width + 1) / 2) * ((height + 1) / 2); i++) {
                bytes.write(128);
            }
        }
        return Files.write(file, bytes.toByteArray());
    }
}
