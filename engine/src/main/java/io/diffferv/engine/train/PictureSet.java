package io.diffferv.engine.train;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * Pictures and captions in a folder with its subfolders, or in a tar archive. A caption is a line {@code {"file_name":
 * "a.jpg", "text": "..."}} of {@code captions.jsonl} at the top, or else the text of {@code a.txt} beside {@code a.jpg}.
 */
final class PictureSet implements AutoCloseable {
    static final String CAPTIONS = "captions.jsonl";

    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "webp", "bmp");

    private record Caption(@SerializedName("file_name") String fileName, String text) {}

    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> uncaptioned = new ArrayList<>();
    private final TarFile archive;

    private PictureSet(SortedMap<String, Picture.Content> files, TarFile archive, Path place) throws IOException {
        this.archive = archive;
        Map<String, String> captions = captions(files.get(CAPTIONS), place);
        for (var file : files.entrySet()) {
            String name = file.getKey();
            if (ENDINGS.contains(ending(name))) {
                String caption = captions.getOrDefault(name, sideCar(files, name));
                if (caption == null) {
                    uncaptioned.add(name);
                } else {
                    pictures.add(new Picture(name, caption.strip(), file.getValue()));
                }
            }
        }
    }

    /**
     * Lists the pictures; they are read later, one by one.
     *
     * @throws EditException with {@link FailureCode#BAD_INPUT} when there is no such place, or no picture with a caption
     */
    static PictureSet open(Path place) {
        try {
            PictureSet set = Files.isDirectory(place) ? folder(place) : archive(place);
            if (set.pictures.isEmpty()) {
                set.close();
                throw problem(
                        place,
                        "there is nothing to learn from",
                        "pictures with captions",
                        set.uncaptioned.size() + " pictures without, of all that is here",
                        "write captions with 'diffferv caption', or put a .txt beside each picture");
            }
            return set;
        } catch (IOException e) {
            throw problem(
                    place,
                    "the pictures cannot be listed",
                    "a folder or a tar archive",
                    e.getClass().getSimpleName() + ": " + e.getMessage(),
                    "check the path");
        }
    }

    /** Those with a caption, by name. */
    List<Picture> pictures() {
        return List.copyOf(pictures);
    }

    /** Names of those without. */
    List<String> uncaptioned() {
        return List.copyOf(uncaptioned);
    }

    @Override
    public void close() {
        try {
            if (archive != null) {
                archive.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }

    private static PictureSet folder(Path root) throws IOException {
        SortedMap<String, Picture.Content> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String stamp =
                        Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
                files.put(root.relativize(file).toString(), new Picture.Content(stamp, () -> Files.readAllBytes(file)));
            }
        }
        return new PictureSet(files, null, root);
    }

    private static PictureSet archive(Path tar) throws IOException {
        TarFile archive = new TarFile(tar);
        SortedMap<String, Picture.Content> files = new TreeMap<>();
        for (TarArchiveEntry entry : archive.getEntries()) {
            if (entry.isFile()) {
                String name = entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
                String stamp =
                        entry.getSize() + " " + entry.getLastModifiedDate().getTime();
                files.put(name, new Picture.Content(stamp, () -> {
                    try (InputStream in = archive.getInputStream(entry)) {
                        return in.readAllBytes();
                    }
                }));
            }
        }
        return new PictureSet(files, archive, tar);
    }

    private static Map<String, String> captions(Picture.Content lines, Path place) throws IOException {
        Map<String, String> captions = new HashMap<>();
        if (lines == null) {
            return captions;
        }
        int number = 0;
        for (String line :
                new String(lines.read(), StandardCharsets.UTF_8).lines().toList()) {
            number++;
            try {
                Caption caption = new Gson().fromJson(line, Caption.class);
                if (caption != null && caption.fileName() != null && caption.text() != null) {
                    captions.put(caption.fileName(), caption.text());
                    continue;
                }
            } catch (JsonParseException e) {
                // Said below.
            }
            if (!line.isBlank()) {
                throw problem(
                        place,
                        "line %d of %s cannot be read".formatted(number, CAPTIONS),
                        "{\"file_name\": \"...\", \"text\": \"...\"}",
                        line.substring(0, Math.min(80, line.length())),
                        "correct or delete it");
            }
        }
        return captions;
    }

    private static String sideCar(Map<String, Picture.Content> files, String name) throws IOException {
        Picture.Content text = files.get(name.substring(0, name.lastIndexOf('.')) + ".txt");
        return text == null ? null : new String(text.read(), StandardCharsets.UTF_8);
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static EditException problem(Path place, String what, String expected, String found, String remedy) {
        return new EditException(FailureCode.BAD_INPUT, new Problem(what, place.toString(), expected, found, remedy));
    }
}
