package io.diffferv.engine.temporal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.TemporalSettings.PathOrder;
import io.diffferv.engine.temporal.TemporalSettings.PathQuery;
import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.TemporalSettings.WindowLayers;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttentionSite;
import io.diffferv.engine.unet.AttnProcessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Self-attention that lets frames see each other: sliding-window cross-frame attention (SWCFA, method.md C.1), then
 * attention along motion paths (TTA, C.2). Serves one chunk; its tensors live until it is closed.
 */
public final class TemporalAttention implements AttnProcessor, AutoCloseable {
    /** Share of path attention where it stands beside window attention instead of after it. */
    private static final double PARALLEL_SHARE = 0.5;

    /** Tokens that become one. */
    private static final int MERGED = 4;

    private final TemporalSettings settings;
    private final int frames;
    private final int width;
    private final MotionPaths paths;

    /** Images in windows by number of branches: made anew in every layer, they would stop the device each time. */
    private final Map<Integer, NDArray> windows = new HashMap<>();

    /** The same for our own kernel, which may serve some of the layers. */
    private final Map<Integer, NDArray> kernelWindows = new HashMap<>();

    /** The same without each frame itself. */
    private final Map<Integer, NDArray> neighbours = new HashMap<>();

    private long step;

    /**
     * @param width tokens in a row of the finest layers: of the latents
     * @param paths of this chunk's frames; this object closes them
     */
    public TemporalAttention(TemporalSettings settings, int frames, int width, MotionPaths paths) {
        this.settings = settings;
        this.frames = frames;
        this.width = width;
        this.paths = paths;
    }

    /** Levels whose motion paths these settings need: 0 is the latents' own resolution. */
    public static List<Integer> pathLevels(TemporalSettings settings) {
        return switch (settings.pathLayers()) {
            case OFF -> List.of();
            case FINEST -> List.of(0);
            case TWO_FINEST -> List.of(0, 1);
            case ALL -> List.of(0, 1, 2, 3);
        };
    }

    /** Tells which noise level comes next; disjoint windows move with it. */
    public void startStep(int level) {
        this.step = level;
        if (settings.placement() == Placement.DISJOINT) {
            forgetWindows();
        }
    }

    @Override
    public NDArray attend(Ops ops, AttentionSite site, int heads, NDArray q, NDArray k, NDArray v, BatchSlices slices) {
        try (TensorScope scope = new TensorScope()) {
            NDArray dense = looksThroughWindow(site)
                    ? merges(site)
                            ? mergedAttention(ops, heads, q, k, v, slices)
                            : windowAttention(ops, heads, q, k, v, slices)
                    : AttnProcessor.PLAIN.attend(ops, site, heads, q, k, v, slices);
            MotionPaths.Level level = paths.level(site.level());
            return scope.keep(
                    settings.pathLayers() == PathLayers.OFF || level == null
                            ? dense
                            : pathAttention(ops, heads, q, k, v, dense, level));
        }
    }

    @Override
    public long pairs(AttentionSite site, int frames, long tokens) {
        long others = looksThroughWindow(site) ? Math.min(settings.window(), frames) - 1 : 0;
        long seen = tokens + others * (merges(site) ? tokens / MERGED : tokens);
        long along = settings.pathLayers() == PathLayers.OFF ? 0 : paths.pairs(site.level());
        return frames * tokens * seen + along;
    }

    private boolean looksThroughWindow(AttentionSite site) {
        return settings.placement() != Placement.OFF
                && (settings.windowLayers() == WindowLayers.ALL || site.path().startsWith("up_blocks"));
    }

    private boolean merges(AttentionSite site) {
        return settings.tokenMerging() && site.level() == 0 && Math.min(settings.window(), frames) > 1;
    }

    private NDArray windowAttention(Ops ops, int heads, NDArray q, NDArray k, NDArray v, BatchSlices slices) {
        if (ops.frames().readsWindows(q, heads)) {
            return kernelAttention(ops, heads, q, k, v, slices.branches());
        }
        return settings.placement() == Placement.CENTRED
                ? centredAttention(ops, heads, q, k, v, slices.withinBranches())
                : gatheredAttention(ops, heads, q, k, v, slices);
    }

    private NDArray kernelAttention(Ops ops, int heads, NDArray q, NDArray k, NDArray v, int branches) {
        NDArray seen = kernelWindows.computeIfAbsent(branches, count -> {
            try (NDArray images = images(ops, count, seen())) {
                NDArray narrow = images.toType(DataType.INT32, false);
                NDScope.unregister(narrow);
                return narrow;
            }
        });
        return ops.frames().windowAttention(q, k, v, seen, heads);
    }

    private NDArray centredAttention(Ops ops, int heads, NDArray q, NDArray k, NDArray v, BatchSlices slices) {
        try (TensorScope scope = new TensorScope()) {
            int n = Math.min(settings.window(), frames);
            NDArray sequences = windows.computeIfAbsent(slices.branches(), branches -> {
                long[] sequence = FrameWindows.sequence(frames, settings.window());
                return images(ops, branches, new long[][] {sequence});
            });
            return scope.keep(slices.map(q, (part, slice) -> {
                int first = slice.from() % frames;
                NDArray seen = sequences.get(slice.firstBranch() + ", " + first + ":" + (first + slice.size() + n - 1));
                return ops.attention(
                        part,
                        ops.frames().slidingWindow(k, seen, n),
                        ops.frames().slidingWindow(v, seen, n),
                        heads);
            }));
        }
    }

    private NDArray gatheredAttention(Ops ops, int heads, NDArray q, NDArray k, NDArray v, BatchSlices slices) {
        try (TensorScope scope = new TensorScope()) {
            NDArray images = windows.computeIfAbsent(slices.branches(), branches -> images(ops, branches, seen()));
            return scope.keep(slices.map(q, (part, slice) -> {
                NDArray window = slices.cut(images, slice);
                return ops.attention(
                        part, ops.frames().window(k, window), ops.frames().window(v, window), heads);
            }));
        }
    }

    /**
     * Each frame's own tokens as they are, and the means of four neighbouring tokens of the window's other frames. A
     * mean has the weight of one token: with the weight of four, the edit comes out further from the unmerged one.
     */
    private NDArray mergedAttention(Ops ops, int heads, NDArray q, NDArray k, NDArray v, BatchSlices slices) {
        try (TensorScope scope = new TensorScope()) {
            NDArray others =
                    neighbours.computeIfAbsent(slices.branches(), branches -> images(ops, branches, seenOthers()));
            NDArray mergedK = merged(k);
            NDArray mergedV = merged(v);
            return scope.keep(slices.map(q, (part, slice) -> {
                NDArray seen = slices.cut(others, slice);
                NDArray keys = slices.cut(k, slice).concat(ops.frames().window(mergedK, seen), 1);
                NDArray values = slices.cut(v, slice).concat(ops.frames().window(mergedV, seen), 1);
                return ops.attention(part, keys, values, heads);
            }));
        }
    }

    private NDArray merged(NDArray x) {
        try (TensorScope scope = new TensorScope()) {
            long images = x.getShape().get(0);
            long channels = x.getShape().get(2);
            return scope.keep(x.reshape(images, -1, 2, width / 2, 2, channels)
                    .mean(new int[] {4})
                    .mean(new int[] {2})
                    .reshape(images, -1, channels));
        }
    }

    /** {@code [frames][n]} */
    private long[][] seen() {
        int offset = settings.placement() == Placement.DISJOINT
                ? new Random(settings.seed() * 1_000_003L + step).nextInt(settings.window())
                : 0;
        return FrameWindows.of(settings.placement(), frames, settings.window(), offset);
    }

    /** {@code [frames][n − 1]}: {@link #seen} without the frame itself. */
    private long[][] seenOthers() {
        long[][] seen = seen();
        for (int i = 0; i < frames; i++) {
            List<Long> others = Arrays.stream(seen[i]).boxed().collect(Collectors.toCollection(ArrayList::new));
            others.remove((Long) (long) i);
            seen[i] = others.stream().mapToLong(Long::longValue).toArray();
        }
        return seen;
    }

    /**
     * Images of a batch, each branch its own; outlives the scopes of a pass.
     *
     * @param rows {@code [rows][n]} frames
     * @return {@code [branches · rows, n]}
     */
    private NDArray images(Ops ops, int branches, long[][] rows) {
        int n = rows[0].length;
        long[] images = new long[branches * rows.length * n];
        Arrays.setAll(images, i -> {
            int row = i / n;
            return (long) row / rows.length * frames + rows[row % rows.length][i % n];
        });
        NDArray made = ops.manager().create(images, new Shape((long) branches * rows.length, n));
        NDScope.unregister(made);
        return made;
    }

    private NDArray pathAttention(
            Ops ops, int heads, NDArray q, NDArray k, NDArray v, NDArray dense, MotionPaths.Level level) {
        try (TensorScope scope = new TensorScope()) {
            Shape shape = dense.getShape();
            NDArray base = byBranch(dense);
            boolean projected = settings.pathQuery() == PathQuery.PROJECTED;
            boolean parallel = settings.pathOrder() == PathOrder.PARALLEL;
            NDArray query = projected || parallel ? byBranch(q) : base;
            NDArray key = projected || parallel ? byBranch(k) : base;
            NDArray value = parallel ? byBranch(v) : base;
            double mix = parallel ? PARALLEL_SHARE : 1;
            NDArray mixed = level.rows() != null && ops.frames().packsPaths(base, heads, frames)
                    ? ops.frames().pathAttention(query, key, value, base, mix, level.rows(), heads)
                    : ops.frames().pathAttention(query, key, value, base, mix, level.groups(), heads);
            return scope.keep(mixed.reshape(shape));
        }
    }

    /** {@code [branches · frames, tokens, channels]} to {@code [branches, frames · tokens, channels]}. */
    private NDArray byBranch(NDArray x) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0) / frames, frames * shape.get(1), shape.get(2));
    }

    private void forgetWindows() {
        for (Map<Integer, NDArray> indices : List.of(windows, kernelWindows, neighbours)) {
            indices.values().forEach(NDArray::close);
            indices.clear();
        }
    }

    @Override
    public void close() {
        forgetWindows();
        paths.close();
    }
}
