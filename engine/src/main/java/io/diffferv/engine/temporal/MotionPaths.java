package io.diffferv.engine.temporal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A chunk's trajectories as index tensors on the device, by the U-Net's resolution. Paths of one token are left out:
 * attention over one token changes nothing. The tensors live until this is closed.
 */
public final class MotionPaths implements AutoCloseable {
    /** No paths: frames do not move, or nobody asks. */
    public static final MotionPaths NONE = new MotionPaths(Map.of());

    private final Map<Integer, Level> levels;

    /**
     * The paths at one resolution.
     *
     * @param groups {@code [paths, length]} int64 for each length above 1
     * @param rows the same paths as {@link PathRows#cells}, or null where those have no room for them
     */
    record Level(List<NDArray> groups, NDArray rows) {}

    private MotionPaths(Map<Integer, Level> levels) {
        this.levels = levels;
    }

    /**
     * @param trajectories by level, 0 being the latents' own resolution
     */
    public static MotionPaths of(NDManager manager, Map<Integer, Trajectories> trajectories) {
        Map<Integer, Level> levels = new TreeMap<>();
        trajectories.forEach((level, paths) -> levels.put(level, level(manager, paths)));
        return new MotionPaths(levels);
    }

    private static Level level(NDManager manager, Trajectories paths) {
        List<NDArray> groups = paths.groups().stream()
                .filter(group -> group.length() > 1)
                .map(group -> tensor(manager, group))
                .toList();
        NDArray rows = PathRows.fit(paths.tokens(), paths.frames())
                ? manager.create(PathRows.of(paths).cells(), new Shape(paths.tokens(), paths.frames()))
                : null;
        return new Level(groups, rows);
    }

    private static NDArray tensor(NDManager manager, PathGroup group) {
        long[] tokens = Arrays.stream(group.tokens()).asLongStream().toArray();
        return manager.create(tokens, new Shape(group.paths(), group.length()));
    }

    /** Null where the level has no paths of more than one token. */
    Level level(int level) {
        Level paths = levels.get(level);
        return paths == null || paths.groups().isEmpty() ? null : paths;
    }

    /** Pairs of tokens that lie on one path, each token with itself too; paths of one token have none. */
    long pairs(int level) {
        Level paths = level(level);
        return paths == null
                ? 0
                : paths.groups().stream()
                        .mapToLong(group -> group.size() * group.size(1))
                        .sum();
    }

    @Override
    public void close() {
        levels.values().forEach(level -> {
            level.groups().forEach(NDArray::close);
            if (level.rows() != null) {
                level.rows().close();
            }
        });
    }
}
