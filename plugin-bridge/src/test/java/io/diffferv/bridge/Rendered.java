package io.diffferv.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that say what the program declares; {@code -Dreadme.update=true} writes them in place of comparing. */
public final class Rendered {
    private static final boolean UPDATE = Boolean.getBoolean("readme.update");

    private Rendered() {}

    /** Compares a whole file. */
    public static void check(Path file, String expected) throws IOException {
        if (UPDATE) {
            Files.writeString(file, expected);
        }
        assertThat(file).hasContent(expected);
    }

    /** Compares what stands between the two comments that carry the name. */
    public static void check(Path file, String name, String expected) throws IOException {
        String text = Files.readString(file);
        String open = "<!-- %s -->\n".formatted(name);
        int from = text.indexOf(open) + open.length();
        int to = text.indexOf("<!-- /%s -->".formatted(name));
        assertThat(to).as("%s in %s", name, file).isGreaterThanOrEqualTo(from);
        if (UPDATE) {
            Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
        } else {
            assertThat(text.substring(from, to)).isEqualTo(expected);
        }
    }
}
