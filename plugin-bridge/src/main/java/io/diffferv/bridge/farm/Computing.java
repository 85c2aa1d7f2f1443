package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.ChunkEditor;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.PipelineKey;
import io.diffferv.engine.tensor.Architecture;
import io.diffferv.engine.tensor.CpuThreads;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How this machine computes edits.
 *
 * @param width of the frames, upright, pixels
 * @param height of the frames, upright, pixels
 */
record Computing(List<Edit> edits, int width, int height) {
    /** In place of an architecture where nothing is edited. */
    private static final String ANY = "any";

    /** Of the edit of a clip. */
    static Computing of(EditJob job) {
        try (VideoReader reader = VideoReader.open(job.source())) {
            VideoInfo info = reader.info();
            return new Computing(
                    List.of(new Edit(job.model(), job.settings())), info.uprightWidth(), info.uprightHeight());
        }
    }

    /** {@link Architecture} of the machine, of all of them where edits are told to go to different ones. */
    String device() {
        return each(key -> Architecture.of(key.device()));
    }

    /** {@link CpuThreads}, 0 where no edit is computed by them. */
    int threads() {
        return keys().stream().allMatch(PipelineKey::onGpu) ? 0 : CpuThreads.count();
    }

    /** For people. */
    String describe() {
        return each(PipelineKey::describe);
    }

    /** {@link ChunkEditor#conditions}, of all edits together where there are several; loads no weights. */
    String conditions(EnginePool pool, EditCache cache) {
        List<String> all = editors(pool, cache).stream()
                .map(ChunkEditor::conditions)
                .distinct()
                .sorted()
                .toList();
        return all.size() == 1 ? all.get(0) : Sha256.of(String.join("\n", all));
    }

    /** Of a clip, which has one edit. */
    FarmPlan.Grid grid(EnginePool pool, EditCache cache) {
        return FarmPlan.Grid.of(editors(pool, cache).get(0).plan().window());
    }

    private List<ChunkEditor> editors(EnginePool pool, EditCache cache) {
        return edits.stream()
                .map(edit -> ChunkEditor.of(pool, cache, edit.model(), edit.settings(), width, height))
                .toList();
    }

    private String each(Function<PipelineKey, String> say) {
        String all = keys().stream().map(say).distinct().sorted().collect(Collectors.joining(" and "));
        return all.isEmpty() ? ANY : all;
    }

    private List<PipelineKey> keys() {
        return edits.stream()
                .map(edit -> PipelineKey.of(edit.model(), edit.settings()))
                .toList();
    }
}
