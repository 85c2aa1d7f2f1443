package io.diffferv.engine.video;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** FFmpeg's error numbers and log lines in our words. Its own log goes to SLF4J at debug level, never to the screen. */
final class Ffmpeg {
    private static final Logger LOG = LoggerFactory.getLogger("ffmpeg");
    private static final int MESSAGE_BYTES = 256;
    // The native side keeps no reference: a collected callback would crash the process.
    private static final LogCallback LOG_CALLBACK = new LogCallback() {
        @Override
        public void call(int level, BytePointer message) {
            LOG.debug("{}", message.getString().strip());
        }
    };

    static {
        avutil.setLogCallback(LOG_CALLBACK);
        avutil.av_log_set_level(LOG.isDebugEnabled() ? avutil.AV_LOG_WARNING : avutil.AV_LOG_QUIET);
    }

    private Ffmpeg() {}

    /** Makes FFmpeg quiet; every entry to FFmpeg in this room comes after a call of this. */
    static void load() {
        // The work is done by the static initialiser.
    }

    static String message(int error) {
        byte[] text = new byte[MESSAGE_BYTES];
        avutil.av_strerror(error, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** A path as FFmpeg wants it: absolute, so that a colon in a name is not taken for a protocol. */
    static BytePointer url(Path file) {
        return new BytePointer(file.toAbsolutePath().toString(), StandardCharsets.UTF_8);
    }

    static EditException badInput(Path file, String what, String expected, String found, String remedy) {
        return new EditException(FailureCode.BAD_INPUT, new Problem(what, file.toString(), expected, found, remedy));
    }

    /** For native allocations, which fail only when memory is gone. */
    static <T> T allocated(T pointer) {
        if (pointer == null) {
            throw new OutOfMemoryError("native memory for video is exhausted");
        }
        return pointer;
    }
}
