package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A plan with its chunks: what the commands of a farm do. All state is in files. */
public final class Farm {
    private final PlanFile plan;
    private final String program;

    private Farm(PlanFile plan, String program) {
        this.plan = plan;
        this.program = program;
    }

    /**
     * @param program the version of this program
     * @throws EditException {@code PLAN} when the file is no plan, was changed, or belongs to another version
     */
    public static Farm open(Path plan, String program) {
        return new Farm(PlanFile.read(plan), program);
    }

    /** @throws EditException {@code REFUSED} when the plan's clip or model lies outside of these folders */
    public void requireWithin(List<Path> roots) {
        new Workplace(plan, program).requireWithin(roots);
    }

    /** How far the plan is. */
    public record Status(int chunks, int done, long frames, long framesDone, String missing) {}

    /** Settings of the planned edit by key, as they were given. */
    public Map<String, String> settings() {
        return plan.plan().settings();
    }

    /**
     * What a task is to do.
     *
     * @param index of the task, null to ask the scheduler's environment
     * @param stripes number of tasks that the chunks are shared among, null for a task for each chunk
     * @param stall longest time without progress before {@code stalled} is run
     */
    public record Assignment(Integer index, Integer stripes, Duration stall, Runnable stalled) {}

    /**
     * Edits the task's missing chunks.
     *
     * @param cache opened for the edit's settings when there is something to do
     * @param say is told a line for each chunk
     * @throws EditException {@code TRY_AGAIN} when the listener wants an end; finished chunks stay
     */
    public void work(
            Assignment assignment,
            Function<EditSettings, EditCache> cache,
            EditListener listener,
            Consumer<String> say) {
        List<Share> shares = shares(assignment);
        try (Stall stall = new Stall(assignment.stall, assignment.stalled);
                EnginePool pool = new EnginePool(1)) {
            EditCache results = cache.apply(EditSettings.parse(settings()));
            Workplace place = new Workplace(plan, program);
            new FarmTask(plan, place, pool, results, say).work(shares, stall.watching(listener));
        }
    }

    /** Numbers of the chunks that are missing or damaged, such as {@code 3,7-9}; empty when all are sound. */
    public String todo() {
        return ArraySpec.of(
                new ChunkShelf(plan).missing().stream().map(Share::i).toList());
    }

    /** A quick look: lengths are checked, contents are not. */
    public Status status() {
        ChunkShelf shelf = new ChunkShelf(plan);
        List<Share> all = plan.plan().chunks();
        List<Share> done =
                all.stream().filter(share -> shelf.glance(share).isPresent()).toList();
        return new Status(
                all.size(),
                done.size(),
                plan.plan().source().frames(),
                done.stream().mapToLong(Share::frames).sum(),
                ArraySpec.of(all.stream()
                        .filter(share -> !done.contains(share))
                        .map(Share::i)
                        .toList()));
    }

    /** The planned edit as one job; @throws EditException {@code MODEL} when its model is not here */
    public EditJob job(Path output, EncoderPreset preset, boolean labelled) {
        return new Workplace(plan, program).whole(output, preset, labelled);
    }

    /** Where the source lies. */
    public Path clip() {
        return plan.clip();
    }

    /**
     * Writes the job's output from the chunks.
     *
     * @param frames is told after each frame how many there are
     * @return {@link io.diffferv.engine.edit.PipelineKey#describe} of the machines that worked
     * @throws EditException {@code TRY_AGAIN} when chunks are missing or damaged, {@code PLAN} when they do not fit each
     *     other or the clip changed
     */
    public String join(EditJob job, LongConsumer frames) {
        Workplace place = new Workplace(plan, program);
        place.requireVersions();
        place.requireClip();
        return new FarmJoin(plan).join(job, frames);
    }

    private List<Share> shares(Assignment assignment) {
        List<Share> all = plan.plan().chunks();
        int tasks = assignment.stripes == null ? all.size() : assignment.stripes;
        int index = TaskIndex.of(assignment.index, System.getenv(), tasks);
        // Neighbours, not every n-th: a border within a stripe costs nothing, and the clip is read once.
        return all.subList((int) ((long) index * all.size() / tasks), (int) ((index + 1L) * all.size() / tasks));
    }
}
