package io.diffferv.bridge.mlt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What MLT makes of a project.
 *
 * @param frames of the timeline
 * @param width of the profile, pixels
 * @param height of the profile, pixels
 * @param rate frames per second as a fraction
 * @param libraries versions of MLT and of what decodes, scales, draws and encodes for it, by name
 */
public record TimelineFacts(long frames, int width, int height, String rate, Map<String, String> libraries) {
    /** Loaded with MLT's modules, so there from its start on. */
    private static final Pattern LIBRARY = Pattern.compile(
            "(libmlt-7|libav[a-z]+|libsw[a-z]+|libx264|libvpx|libQt\\dGui|libpango-1\\.0|libfreetype|libgdk_pixbuf-2\\.0)"
                    + "\\.so\\.([0-9.]+)");

    /** @param profile an {@code mlt_profile_s} of mlt_profile.h: a name, then the rate and the size as numbers */
    static TimelineFacts of(Pointer profile, long frames) {
        int[] numbers = profile.getIntArray(Native.POINTER_SIZE, 4);
        return new TimelineFacts(frames, numbers[2], numbers[3], numbers[0] + "/" + numbers[1], loaded());
    }

    private static Map<String, String> loaded() {
        Map<String, String> found = new TreeMap<>();
        try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
            // FFmpeg is there a second time once a clip was edited: our own, below a folder of JavaCPP's.
            mapped.filter(line -> !line.contains("/javacpp/")).forEach(line -> {
                Matcher library = LIBRARY.matcher(line.substring(line.lastIndexOf('/') + 1));
                if (library.matches()) {
                    found.put(library.group(1), library.group(2));
                }
            });
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
