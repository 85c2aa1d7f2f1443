package io.diffferv.engine.temporal;

/**
 * All motion paths of one length, ready to be gathered in one batch.
 *
 * @param length tokens of each path
 * @param tokens flattened indices frame * tokensPerFrame + token, {@code [paths, length]}, frames ascending by one
 *     along each path; owned by the group, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data, never used as a key
public record PathGroup(int length, int[] tokens) {
    public PathGroup {
        if (length < 1 || tokens.length == 0 || tokens.length % length != 0) {
            throw new IllegalArgumentException(
                    "%d tokens are no whole number of paths of length %d.".formatted(tokens.length, length));
        }
    }

    /** Number of paths. */
    public int paths() {
        return tokens.length / length;
    }
}
