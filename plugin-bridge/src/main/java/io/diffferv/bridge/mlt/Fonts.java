package io.diffferv.bridge.mlt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fonts that titles may name. Where one is missing, Qt and Pango take another without a word. */
final class Fonts {
    /** Names that stand for whatever font the machine prefers. */
    private static final Set<String> ANY =
            Set.of("sans", "sans serif", "sans-serif", "serif", "mono", "monospace", "system-ui");

    private final Supplier<Collection<String>> listed;
    private Set<String> known;

    /** @param listed families of one font a line, separated by commas; nothing when there is no telling */
    Fonts(Supplier<Collection<String>> listed) {
        this.listed = listed;
    }

    static Fonts ofThisMachine() {
        return new Fonts(Fonts::list);
    }

    /** Whether a family is there; true as well where this machine cannot say. */
    boolean has(String family) {
        String wanted = family.strip().toLowerCase(Locale.ROOT);
        if (ANY.contains(wanted)) {
            return true;
        }
        if (known == null) {
            known = listed.get().stream()
                    .flatMap(line -> Stream.of(line.split(",")))
                    .map(name -> name.replace("\\", "").strip().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
        }
        return known.isEmpty() || known.contains(wanted);
    }

    private static Collection<String> list() {
        try {
            Process asked = new ProcessBuilder("fc-list", ":", "family")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            asked.getOutputStream().close();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return Set.of();
        }
    }
}
