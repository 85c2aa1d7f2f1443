package io.diffferv.engine.edit;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Calls options by their keys, as a video editor's user knows them. Problems are written for the command line, with
 * {@link EditOption#flag flags}; whoever shows them elsewhere renders them through this.
 */
public final class OptionKeys {
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z]+(?:-[a-z]+)*(?![\\w-])");

    private static final Map<String, String> KEYS =
            Arrays.stream(EditOption.values()).collect(Collectors.toMap(EditOption::flag, EditOption::key));

    private OptionKeys() {}

    /** The text with {@code source_prompt} for {@code --source-prompt}; flags of no edit option stay. */
    public static String in(String text) {
        Function<String, String> key = flag -> KEYS.getOrDefault(flag, flag);
        return FLAG.matcher(text).replaceAll(match -> key.apply(match.group()));
    }
}
