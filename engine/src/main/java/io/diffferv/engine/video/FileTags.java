package io.diffferv.engine.video;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.global.avutil;

/** The metadata of a media file as a whole. */
public final class FileTags {
    private FileTags() {}

    /**
     * Reads the entries of a file.
     *
     * @return values by key, in lower case since containers differ in that
     * @throws io.diffferv.engine.failure.EditException {@code BAD_INPUT} when it is no media file
     */
    public static Map<String, String> read(Path file) {
        Map<String, String> tags = new TreeMap<>();
        try (InputFile input = InputFile.open(file)) {
            AVDictionary metadata = input.context().metadata();
            AVDictionaryEntry entry = null;
            while ((entry = avutil.av_dict_iterate(metadata, entry)) != null) {
                tags.put(
                        entry.key().getString(StandardCharsets.UTF_8).toLowerCase(Locale.ROOT),
                        entry.value().getString(StandardCharsets.UTF_8));
            }
        }
        return tags;
    }
}
