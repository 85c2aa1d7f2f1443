package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Face256;
import io.diffferv.engine.temporal.MotionPaths;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.temporal.TemporalSettings;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.TemporalSettings.PathOrder;
import io.diffferv.engine.temporal.TemporalSettings.PathQuery;
import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.TemporalSettings.WindowLayers;
import io.diffferv.engine.temporal.Trajectories;
import io.diffferv.engine.unet.TextContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Face-256 with what the acceptance tests show it, at a tiny size. */
record TinyModel(DiffusionModel model, NDManager manager) implements AutoCloseable {
    static final String SOURCE = "a photo of a man";
    static final int TIMESTEP = 501;

    private static final int SIDE = 8;

    static TinyModel load() {
        DiffusionModel model = Face256.load();
        return new TinyModel(model, model.ops().manager());
    }

    @Override
    public void close() {
        model.close();
    }

    /** Latents of {@code count} unlike frames. */
    NDArray frames(int count) {
        return Conformance.seq(manager, 0.37, count, 4, SIDE, SIDE);
    }

    TextContext context(String... prompts) {
        NDList embeddings = new NDList();
        Arrays.stream(prompts).forEach(prompt -> embeddings.add(model.embed(prompt)));
        return model.context(NDArrays.concat(embeddings));
    }

    TemporalAttention swcfa(int frames) {
        return temporal(Placement.CENTRED, 3, PathLayers.OFF, frames, List.of());
    }

    /** @param links {@code next} of {@link Trajectories#ofSuccessors} by tokens per frame */
    TemporalAttention temporal(
            Placement placement,
            int w,
            PathLayers pathLayers,
            int frames,
            List<BiFunction<Integer, Integer, Integer>> links) {
        TemporalSettings settings = new TemporalSettings(
                placement, w, WindowLayers.ALL, pathLayers, PathQuery.DENSE, PathOrder.SERIES, true, false, 0);
        Map<Integer, Trajectories> paths = new TreeMap<>();
        for (int level : TemporalAttention.pathLevels(settings)) {
            int tokens = (SIDE >> level) * (SIDE >> level);
            int[][] next = links.stream()
                    .map(link -> IntStream.range(0, tokens)
                            .map(token -> link.apply(tokens, token))
                            .toArray())
                    .toArray(int[][]::new);
            paths.put(level, Trajectories.ofSuccessors(tokens, next));
        }
        return new TemporalAttention(settings, frames, SIDE, MotionPaths.of(manager, paths));
    }
}
