package io.diffferv.engine.clip;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Byte-pair encoding of single words (method.md J.3): a word's UTF-8 bytes become symbols, the last one with the
 * end-of-word mark, and neighbours are merged, the earliest rule of {@code merges.txt} first, until none applies.
 */
final class BytePairs {
    private static final String END_OF_WORD = "</w>";
    private static final int BYTES = 256;
    private static final int NO_RULE = Integer.MAX_VALUE;

    private record Merge(int rank, int id) {}

    private final int[] insideIds = new int[BYTES];
    private final int[] lastIds = new int[BYTES];
    private final Map<Long, Merge> merges;

    private BytePairs(Vocabulary vocabulary, Map<Long, Merge> merges, int unknown) {
        this.merges = merges;
        int unprintable = 0;
        for (int value = 0; value < BYTES; value++) {
            // Bytes that print as themselves in Latin-1 are their own symbols; the others follow from U+0100 on.
            boolean prints = (value > ' ' && value <= '~') || (value > 0xa0 && value != 0xad);
            String symbol = Character.toString(prints ? value : BYTES + unprintable++);
            insideIds[value] = vocabulary.find(symbol).orElse(unknown);
            lastIds[value] = vocabulary.find(symbol + END_OF_WORD).orElse(unknown);
        }
    }

    /**
     * Reads the merge rules.
     *
     * @param unknown id for a byte that the vocabulary lacks
     * @throws EditException with {@link FailureCode#MODEL} when the file is missing, damaged, or made for another
     *     vocabulary
     */
    static BytePairs read(Path path, Vocabulary vocabulary, int unknown) {
        Map<Long, Merge> merges = new HashMap<>();
        try {
            for (String line : Files.readAllLines(path)) {
                if (!line.isBlank() && !line.startsWith("#version")) {
                    addMerge(merges, line, vocabulary, path);
                }
            }
        } catch (IOException e) {
            throw Vocabulary.problem(path, "the merge rules cannot be read", "UTF-8 text", Vocabulary.reason(path, e));
        }
        return new BytePairs(vocabulary, merges, unknown);
    }

    private static void addMerge(Map<Long, Merge> merges, String line, Vocabulary vocabulary, Path path) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 2) {
            throw Vocabulary.problem(path, "a merge rule cannot be read", "two symbols and a space", line);
        }
        int left = vocabulary.require(parts[0]);
        int right = vocabulary.require(parts[1]);
        merges.putIfAbsent(pair(left, right), new Merge(merges.size(), vocabulary.require(parts[0] + parts[1])));
    }

    /** Ids of a word; none for the empty one. */
    int[] encode(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ids[i] = (i == bytes.length - 1 ? lastIds : insideIds)[bytes[i] & 0xff];
        }
        return merged(ids);
    }

    private int[] merged(int[] ids) {
        int length = ids.length;
        int[] ranks = new int[length];
        for (int i = 0; i < length; i++) {
            ranks[i] = rank(ids, i, length);
        }
        for (int best = lowest(ranks, length); best >= 0; best = lowest(ranks, length)) {
            ids[best] = merges.get(pair(ids[best], ids[best + 1])).id();
            length--;
            System.arraycopy(ids, best + 2, ids, best + 1, length - best - 1);
            System.arraycopy(ranks, best + 2, ranks, best + 1, length - best - 1);
            ranks[best] = rank(ids, best, length);
            if (best > 0) {
                ranks[best - 1] = rank(ids, best - 1, length);
            }
        }
        return Arrays.copyOf(ids, length);
    }

    /** Rank of the rule for the symbol at {@code left} and its right neighbour. */
    private int rank(int[] ids, int left, int length) {
        Merge merge = left + 1 < length ? merges.get(pair(ids[left], ids[left + 1])) : null;
        return merge == null ? NO_RULE : merge.rank();
    }

    /** Place of the first of the earliest rules, or -1 when none applies. */
    private static int lowest(int[] ranks, int length) {
        int best = -1;
        int rank = NO_RULE;
        for (int i = 0; i < length; i++) {
            if (ranks[i] < rank) {
                best = i;
                rank = ranks[i];
            }
        }
        return best;
    }

    private static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }
}
