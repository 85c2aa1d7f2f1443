package io.diffferv.bridge.farm;

import io.diffferv.engine.storage.FileDigest;
import io.diffferv.engine.video.VideoFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of texts and pictures, in lower-case hexadecimal. */
final class Sha256 {
    private final MessageDigest digest = FileDigest.begin();

    static String of(String text) {
        Sha256 hash = new Sha256();
        hash.digest.update(text.getBytes(StandardCharsets.UTF_8));
        return hash.hex();
    }

    /** Adds the samples of a picture, plane by plane; its time plays no part. */
    void add(VideoFrame frame) {
        for (int plane = 0; plane < frame.format().layout().planes(); plane++) {
            short[] samples = frame.plane(plane);
            ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * samples.length);
            bytes.asShortBuffer().put(samples);
            digest.update(bytes);
        }
    }

    /** Ends the hash. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
