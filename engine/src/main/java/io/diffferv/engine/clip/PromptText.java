package io.diffferv.engine.clip;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What happens to a prompt's text before it is split (method.md J.3, "text is cleaned"). */
final class PromptText {
    private static final Pattern ESCAPE =
            Pattern.compile("&(?:#(\\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));");
    private static final Map<String, String> NAMED =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

    private PromptText() {}

    /**
     * Undoes HTML escapes twice, since scraped captions were often escaped twice: numbers, and the names of the
     * characters that HTML itself needs.
     */
    static String unescaped(String text) {
        return unescapedOnce(unescapedOnce(text));
    }

    /** Composed (NFC) and lower-case; white space is left to the splitting, which passes over it. */
    static String normalized(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        // One character at a time: a whole string would turn a last capital sigma into another letter than CLIP saw.
        Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .forEach(point -> lower.append(Character.toString(point).toLowerCase(Locale.ROOT)));
        return lower.toString();
    }

    private static String unescapedOnce(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(character(match)));
    }

    private static String character(MatchResult escape) {
        if (escape.group(3) != null) {
            return NAMED.get(escape.group(3));
        }
        int point = escape.group(1) != null ? Integer.parseInt(escape.group(1)) : Integer.parseInt(escape.group(2), 16);
        boolean character = Character.isValidCodePoint(point) && Character.getType(point) != Character.SURROGATE;
        return character && point != 0 ? Character.toString(point) : "\ufffd";
    }
}
