package io.diffferv.engine.failure;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What is wrong, where, and what to do about it: the parts of every sentence that a user of this product reads when
 * something fails.
 *
 * @param what the trouble in a few words, such as "the header is too long"
 * @param where the file, option or frame
 * @param expected what would have been right
 * @param found what is there instead
 * @param remedy what the user can do, as an imperative
 */
public record Problem(String what, String where, String expected, String found, String remedy) {
    public Problem {
        Objects.requireNonNull(what);
        Objects.requireNonNull(where);
        Objects.requireNonNull(expected);
        Objects.requireNonNull(found);
        Objects.requireNonNull(remedy);
    }

    public String sentence() {
        return sentence(UnaryOperator.identity());
    }

    /** @param wording changes the program's own words; what was found is perhaps somebody else's and stays */
    public String sentence(UnaryOperator<String> wording) {
        return "%s: %s (expected %s, found %s); %s."
                .formatted(
                        wording.apply(where),
                        wording.apply(what),
                        wording.apply(expected),
                        found,
                        wording.apply(remedy));
    }
}
