package io.diffferv.engine.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PathRowsTest {
    @Test
    void aPathThatBeginsLaterTakesTheRowOfOneThatEnded() {
        // Token 0 of three frames goes on as token 0; token 1 ends after the first frame and begins anew in the second.
        int[][] next = {{0, Trajectories.NONE}, {0, 1}};

        PathRows rows = PathRows.of(Trajectories.ofSuccessors(2, next));

        int whole = 3 << 26;
        int[] still = {whole, whole, whole};
        int[] broken = {1 | 1 << 26, 1 | 1 << 20 | 3 << 26, 1 | 1 << 20 | 3 << 26};
        assertThat(List.of(row(rows, 0), row(rows, 1))).containsExactlyInAnyOrder(still, broken);
    }

    /** Every token has one cell, and following the cells of a row gives back the paths. */
    @Property(tries = 50)
    void packsEveryPathOnce(@ForAll @IntRange(min = 1, max = 40) int tokens, @ForAll @IntRange(max = 12) int steps) {
        Random random = new Random(31L * tokens + steps);
        int[][] next = new int[steps][];
        Arrays.setAll(next, i -> successors(tokens, random));
        Trajectories trajectories = Trajectories.ofSuccessors(tokens, next);

        PathRows rows = PathRows.of(trajectories);

        Set<List<Integer>> packed = new HashSet<>();
        for (int row = 0; row < tokens; row++) {
            int[] cells = row(rows, row);
            for (int frame = 0; frame < cells.length; ) {
                int from = cells[frame] >>> 20 & 63;
                int to = cells[frame] >>> 26;
                assertThat(from).isEqualTo(frame);
                packed.add(IntStream.range(from, to)
                        .mapToObj(i -> {
                            assertThat(cells[i] >>> 20).isEqualTo(from | to << 6);
                            return i * tokens + (cells[i] & 0xfffff);
                        })
                        .toList());
                frame = to;
            }
        }
        Set<List<Integer>> paths = new HashSet<>();
        for (PathGroup group : trajectories.groups()) {
            for (int at = 0; at < group.tokens().length; at += group.length()) {
                paths.add(Arrays.stream(group.tokens(), at, at + group.length())
                        .boxed()
                        .toList());
            }
        }
        assertThat(packed).isEqualTo(paths);
    }

    private static int[] row(PathRows rows, int row) {
        return Arrays.copyOfRange(rows.cells(), row * rows.frames(), (row + 1) * rows.frames());
    }

    private static int[] successors(int tokens, Random random) {
        List<Integer> targets =
                new java.util.ArrayList<>(IntStream.range(0, tokens).boxed().toList());
        Collections.shuffle(targets, random);
        return targets.stream()
                .mapToInt(target -> random.nextInt(3) == 0 ? Trajectories.NONE : target)
                .toArray();
    }
}
