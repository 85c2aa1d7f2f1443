package io.diffferv.engine.clip;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.weights.ClipTextConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CLIP's byte-pair tokenizer (method.md J.3): the prompt is unescaped, composed, lower-cased and split into words, words
 * into tokens; a start token goes before, an end token behind, and end tokens fill up. Safe for use by several threads.
 */
public final class ClipTokenizer {
    private static final Logger LOG = LoggerFactory.getLogger(ClipTokenizer.class);
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";

    /** The two special tokens count as such only where the prompt's author wrote them exactly so. */
    private static final Pattern SPECIAL = Pattern.compile(Pattern.quote(START) + "|" + Pattern.quote(END));

    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+", Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Integer> specialIds;
    private final BytePairs bytePairs;
    private final int length;

    private ClipTokenizer(Map<String, Integer> specialIds, BytePairs bytePairs, int length) {
        this.specialIds = specialIds;
        this.bytePairs = bytePairs;
        this.length = length;
    }

    /**
     * Reads {@code vocab.json} and {@code merges.txt}.
     *
     * @param folder the model's {@code tokenizer} folder
     * @param config the text encoder that the ids are for: it has an embedding for each, and says how many there are in
     *     a prompt
     * @throws EditException with {@link FailureCode#MODEL} when a file is missing, damaged, or made for another encoder
     */
    public static ClipTokenizer open(Path folder, ClipTextConfig config) {
        Vocabulary vocabulary = Vocabulary.read(folder.resolve("vocab.json"), config.vocabSize());
        int end = vocabulary.require(END);
        return new ClipTokenizer(
                Map.of(START, vocabulary.require(START), END, end),
                BytePairs.read(folder.resolve("merges.txt"), vocabulary, end),
                config.maxPositionEmbeddings());
    }

    /**
     * Token ids of a prompt. What does not fit is left out, and the log says so.
     *
     * @return as many ids as the text encoder has positions (77)
     */
    public int[] encode(String prompt) {
        int[] tokens = tokens(PromptText.unescaped(prompt));
        int room = length - 2;
        if (tokens.length > room) {
            LOG.warn("The prompt has {} tokens, the last {} are left out.", tokens.length, tokens.length - room);
        }
        int count = Math.min(tokens.length, room);
        int[] ids = new int[length];
        Arrays.fill(ids, specialIds.get(END));
        ids[0] = specialIds.get(START);
        System.arraycopy(tokens, 0, ids, 1, count);
        return ids;
    }

    private int[] tokens(String text) {
        IntStream.Builder tokens = IntStream.builder();
        int done = 0;
        for (Matcher special = SPECIAL.matcher(text); special.find(); done = special.end()) {
            addPlain(tokens, text.substring(done, special.start()));
            tokens.add(specialIds.get(special.group()));
        }
        addPlain(tokens, text.substring(done));
        return tokens.build().toArray();
    }

    private void addPlain(IntStream.Builder tokens, String text) {
        for (Matcher word = WORD.matcher(PromptText.normalized(text)); word.find(); ) {
            Arrays.stream(bytePairs.encode(word.group())).forEach(tokens);
        }
    }
}
