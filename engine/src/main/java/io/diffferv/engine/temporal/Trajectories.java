package io.diffferv.engine.temporal;

import io.diffferv.engine.flow.CheckedFlow;
import io.diffferv.engine.flow.FlowField;
import io.diffferv.engine.flow.TokenGridFlow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The motion paths of a clip's tokens (method.md C.3 steps 4 to 7). Every (frame, token) lies on exactly one path; a
 * token that nothing continues is a path of length 1. Immutable.
 */
public final class Trajectories {
    /** A token that has no successor in the next frame. */
    public static final int NONE = -1;

    private final int frames;
    private final int tokens;
    private final List<PathGroup> groups;

    private Trajectories(int tokens, int[][] next) {
        this.frames = next.length + 1;
        this.tokens = tokens;
        this.groups = group(tokens, next);
    }

    /**
     * The motion paths of method.md C.3.
     *
     * @param flows between the neighbouring frames of a clip, in order: one fewer than frames
     * @param width pixels of a frame, a multiple of the stride
     * @param height likewise
     * @param stride pixels per token side, 8 for the layers at latent resolution
     * @param occlusionCheck whether paths end where forward and backward flow disagree
     */
    public static Trajectories of(List<CheckedFlow> flows, int width, int height, int stride, boolean occlusionCheck) {
        int tokens = width / stride * (height / stride);
        int[][] next = flows.parallelStream()
                .map(flow -> successors(TokenGridFlow.of(flow, stride), occlusionCheck))
                .toArray(int[][]::new);
        return ofSuccessors(tokens, next);
    }

    /**
     * @param tokens tokens per frame
     * @param next {@code next[i][n]}: token of frame i + 1 that continues token n of frame i, or {@link #NONE}; no
     *     token may be continued from twice
     */
    public static Trajectories ofSuccessors(int tokens, int[][] next) {
        for (int[] successors : next) {
            requireInjective(tokens, successors);
        }
        return new Trajectories(tokens, next);
    }

    /** Frames of the clip. */
    public int frames() {
        return frames;
    }

    /** Tokens of one frame. */
    public int tokens() {
        return tokens;
    }

    /** The paths by ascending length, inside a group by first frame and first token. */
    public List<PathGroup> groups() {
        return groups;
    }

    /** Steps 4 and 5: the rounded target of each token; of several with one target, the most consistent keeps it. */
    static int[] successors(TokenGridFlow flow, boolean occlusionCheck) {
        FlowField motion = flow.motion();
        int[] owner = new int[motion.pixels()];
        Arrays.fill(owner, NONE);
        for (int token = 0; token < owner.length; token++) {
            int target = occlusionCheck && flow.occluded()[token] ? NONE : target(flow.motion(), token);
            // Strictly smaller: among equals the lowest index stays.
            if (target != NONE && (owner[target] == NONE || flow.residual()[token] < flow.residual()[owner[target]])) {
                owner[target] = token;
            }
        }
        int[] next = new int[owner.length];
        Arrays.fill(next, NONE);
        for (int target = 0; target < owner.length; target++) {
            if (owner[target] != NONE) {
                next[owner[target]] = target;
            }
        }
        return next;
    }

    private static int target(FlowField motion, int token) {
        double column = Math.rint(token % motion.width() + (double) motion.x()[token]);
        double row = Math.rint(token / motion.width() + (double) motion.y()[token]);
        boolean inside = column >= 0 && column < motion.width() && row >= 0 && row < motion.height();
        return inside ? (int) row * motion.width() + (int) column : NONE;
    }

    /** Steps 6 and 7: chains the successors, starting a path at every token that nobody maps to. */
    private static List<PathGroup> group(int tokens, int[][] next) {
        SortedMap<Integer, List<int[]>> byLength = new TreeMap<>();
        boolean[] continued = new boolean[tokens];
        for (int frame = 0; frame <= next.length; frame++) {
            for (int token = 0; token < tokens; token++) {
                if (!continued[token]) {
                    int[] path = follow(tokens, next, frame, token);
                    byLength.computeIfAbsent(path.length, length -> new ArrayList<>())
                            .add(path);
                }
            }
            Arrays.fill(continued, false);
            if (frame < next.length) {
                Arrays.stream(next[frame]).filter(target -> target != NONE).forEach(target -> continued[target] = true);
            }
        }
        return byLength.entrySet().stream()
                .map(paths -> new PathGroup(
                        paths.getKey(),
                        paths.getValue().stream().flatMapToInt(Arrays::stream).toArray()))
                .toList();
    }

    private static int[] follow(int tokens, int[][] next, int firstFrame, int firstToken) {
        int[] path = new int[next.length + 1 - firstFrame];
        int length = 0;
        for (int frame = firstFrame, token = firstToken; token != NONE; frame++) {
            path[length++] = frame * tokens + token;
            token = frame < next.length ? next[frame][token] : NONE;
        }
        return Arrays.copyOf(path, length);
    }

    private static void requireInjective(int tokens, int[] successors) {
        boolean[] taken = new boolean[tokens];
        if (successors.length != tokens) {
            throw new IllegalArgumentException(
                    "%d successors were given for %d tokens.".formatted(successors.length, tokens));
        }
        for (int target : successors) {
            if (target < NONE || target >= tokens || target != NONE && taken[target]) {
                throw new IllegalArgumentException(
                        "Token %d of %d is outside the grid or continued from twice.".formatted(target, tokens));
            }
            if (target != NONE) {
                taken[target] = true;
            }
        }
    }
}
