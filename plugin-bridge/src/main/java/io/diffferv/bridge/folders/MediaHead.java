package io.diffferv.bridge.folders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The first bytes of a clip: FFmpeg recognises lists by them, whatever the file is called, and opens what they name. */
public final class MediaHead {
    private static final int BYTES = 4096;
    private static final List<String> LISTS =
            List.of("#extm3u", "ffconcat", "<?xml", "<mpd", "<mlt", "v=0", "[reference]", "rtsptext", "<asx");

    private MediaHead() {}

    /** Whether it is a play list or the like. Drawings are XML too, and no video: they are not read by FFmpeg. */
    public static boolean leadsElsewhere(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(BYTES), StandardCharsets.ISO_8859_1)
                    .replaceFirst("^\u00ef\u00bb\u00bf", "")
                    .stripLeading()
                    .toLowerCase(Locale.ROOT);
            return !head.contains("<svg") && LISTS.stream().anyMatch(head::startsWith);
        } catch (IOException e) {
            return false;
        }
    }
}
