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

    private final Map<Integer, List<NDArray>> groupsByLevel;

    private MotionPaths(Map<Integer, List<NDArray>> groupsByLevel) {
        this.groupsByLevel = groupsByLevel;
    }

    /**
     * @param trajectories by level, 0 being the latents' own resolution
     */
    public static MotionPaths of(NDManager manager, Map<Integer, Trajectories> trajectories) {
        Map<Integer, List<NDArray>> groups = new TreeMap<>();
        trajectories.forEach((level, paths) -> groups.put(
                level,
                paths.groups().stream()
                        .filter(group -> group.length() > 1)
                        .map(group -> tensor(manager, group))
                        .toList()));
        return new MotionPaths(groups);
    }

    private static NDArray tensor(NDManager manager, PathGroup group) {
        long[] tokens = Arrays.stream(group.tokens()).asLongStream().toArray();
        return manager.create(tokens, new Shape(group.paths(), group.length()));
    }

    /** {@code [paths, length]} int64 for each length; empty where the level has no paths. */
    List<NDArray> groups(int level) {
        return groupsByLevel.getOrDefault(level, List.of());
    }

    /** Pairs of tokens that lie on one path, each token with itself too; paths of one token have none. */
    long pairs(int level) {
        return groups(level).stream()
                .mapToLong(group -> group.size() * group.size(1))
                .sum();
    }

    @Override
    public void close() {
        groupsByLevel.values().forEach(groups -> groups.forEach(NDArray::close));
    }
}
