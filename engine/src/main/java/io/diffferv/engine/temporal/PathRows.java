package io.diffferv.engine.temporal;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All motion paths of a chunk packed into as many rows as a frame has tokens, one cell a frame: a path that ends makes
 * room for one that begins later. Every token of every frame has exactly one cell.
 *
 * @param tokens of a frame, and rows
 * @param frames of the chunk, and cells of a row
 * @param cells {@code [tokens, frames]}: token | first frame of its path &lt;&lt; 20 | frame after its last &lt;&lt; 26; owned by
 *     the rows, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data, never used as a key
record PathRows(int tokens, int frames, int[] cells) {
    private static final int FROM = 20;
    private static final int TO = 26;
    private static final int MOST_TOKENS = 1 << FROM;
    private static final int MOST_FRAMES = (1 << Integer.SIZE - TO) - 1;

    /** Part of a group: the path that begins at {@code at}. */
    private record Path(PathGroup group, int at, int from) {
        int to() {
            return from + group.length();
        }
    }

    private record Row(int index, int freeFrom) {}

    /** Whether a cell has room for the numbers of such a chunk. */
    static boolean fit(int tokens, int frames) {
        return tokens <= MOST_TOKENS && frames <= MOST_FRAMES;
    }

    static PathRows of(Trajectories trajectories) {
        int tokens = trajectories.tokens();
        int frames = trajectories.frames();
        int[] cells = new int[tokens * frames];
        // As many rows end before a frame as paths begin in it, so that the row free first is free in time.
        PriorityQueue<Row> rows = new PriorityQueue<>(Comparator.comparingInt(Row::freeFrom));
        IntStream.range(0, tokens).forEach(row -> rows.add(new Row(row, 0)));
        trajectories.groups().stream()
                .flatMap(group -> paths(group, tokens))
                .sorted(Comparator.comparingInt(Path::from))
                .forEachOrdered(path -> {
                    int row = rows.remove().index();
                    for (int i = 0; i < path.group().length(); i++) {
                        int token = path.group().tokens()[path.at() + i] % tokens;
                        cells[row * frames + path.from() + i] = token | path.from() << FROM | path.to() << TO;
                    }
                    rows.add(new Row(row, path.to()));
                });
        return new PathRows(tokens, frames, cells);
    }

    private static Stream<Path> paths(PathGroup group, int tokens) {
        return IntStream.range(0, group.paths())
                .map(path -> path * group.length())
                .mapToObj(at -> new Path(group, at, group.tokens()[at] / tokens));
    }
}
