package io.diffferv.bridge.farm;

import io.diffferv.bridge.mlt.CheckedProject;
import io.diffferv.bridge.mlt.Limits;
import io.diffferv.bridge.mlt.ProjectRules;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** A plan with its chunks: what the commands of a farm do. All state is in files. */
public final class Farm {
    private final PlanFile plan;
    private final String program;
    private final ProjectRules rules;

    private Farm(PlanFile plan, String program, ProjectRules rules) {
        this.plan = plan;
        this.program = program;
        this.rules = rules;
    }

    /**
     * @param program the version of this program
     * @throws EditException {@code PLAN} when the file is no plan, was changed, or belongs to another version
     */
    public static Farm open(Path plan, String program) {
        return new Farm(PlanFile.read(plan), program, ProjectRules.OWN);
    }

    /**
     * A plan of somebody who is not trusted.
     *
     * @param roots folders below which everything must lie that it names
     * @throws EditException {@code REFUSED} when its clip, project or model lies elsewhere, or else as {@link #open(Path,
     *     String)} does
     */
    public static Farm open(Path plan, String program, List<Path> roots) {
        Farm farm = new Farm(PlanFile.read(plan), program, ProjectRules.within(roots));
        new Workplace(farm.plan, program).requireWithin(roots);
        return farm;
    }

    /** How far the plan is. */
    public record Status(int chunks, int done, long frames, long framesDone, String missing) {}

    /** Whether it renders a project, and does not edit a clip. */
    public boolean isOfProject() {
        return plan.plan().project() != null;
    }

    /** Settings of a planned edit by key, as they were given. */
    public Map<String, String> settings() {
        return plan.plan().settings();
    }

    /**
     * What a task is to do.
     *
     * @param index of the task, null to ask the scheduler's environment
     * @param stripes number of tasks that the chunks are shared among, null for a task for each chunk
     * @param stall longest time without progress: then an edit runs {@code stalled}, and a render begins again
     */
    public record Assignment(Integer index, Integer stripes, Duration stall, Runnable stalled) {}

    /**
     * Makes the task's missing chunks.
     *
     * @param cache opened for the bytes that it may hold when there is something to do
     * @param say is told a line for each chunk
     * @throws EditException {@code TRY_AGAIN} when the listener wants an end; finished chunks stay
     */
    public void work(
            Assignment assignment, LongFunction<EditCache> cache, EditListener listener, Consumer<String> say) {
        List<Share> shares = shares(assignment);
        Delivery delivery = new Delivery(new ChunkShelf(plan), say);
        try (EnginePool pool = new EnginePool(1)) {
            if (isOfProject()) {
                EditCache results = cache.apply(EditSettings.parse(Map.of()).cacheSize());
                try (ChunkMaker maker = renders(assignment, delivery, pool, results, listener)) {
                    new FarmTask(delivery, maker).work(shares, listener);
                }
            } else {
                EditCache results = cache.apply(EditSettings.parse(settings()).cacheSize());
                try (Stall stall = new Stall(assignment.stall, assignment.stalled);
                        ChunkMaker maker = edits(delivery, pool, results)) {
                    new FarmTask(delivery, maker).work(shares, stall.watching(listener));
                }
            }
        }
    }

    private ChunkMaker edits(Delivery delivery, EnginePool pool, EditCache cache) {
        Workplace place = place();
        place.requireVersions(Map.of());
        place.requireClip();
        EditJob job = place.parts();
        Origin origin = place.origin(Computing.of(job), pool, cache);
        return new ClipChunks(plan, delivery, new VideoEditor(pool, cache), job, origin);
    }

    private ChunkMaker renders(
            Assignment assignment, Delivery delivery, EnginePool pool, EditCache cache, EditListener listener) {
        ProjectSite site = site(Limits.NONE.withStall(assignment.stall), listener::cancelled);
        try {
            FarmPlan.Source source = plan.plan().source();
            Computing computing = ProjectSite.computing(site.project(), source.width(), source.height());
            return new ProjectChunks(plan.plan(), delivery, site, place().origin(computing, pool, cache));
        } catch (RuntimeException | Error e) {
            site.close();
            throw e;
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

    /** The planned edit of a clip as one job; @throws EditException {@code MODEL} when its model is not here */
    public EditJob job(Path output, EncoderPreset preset, boolean labelled) {
        return place().whole(output, preset, labelled);
    }

    /** Where the clip or project lies. */
    public Path source() {
        return plan.source();
    }

    /** What a project's join will write. */
    public EncoderPreset encoder() {
        return plan.plan().project().encoder();
    }

    /**
     * Writes a job's output from the chunks of a clip.
     *
     * @param frames is told after each frame how many there are
     * @return {@link Marker#device} of the machines that worked
     * @throws EditException {@code TRY_AGAIN} when chunks are missing or damaged, {@code PLAN} when they do not fit each
     *     other or the clip changed
     */
    public String join(EditJob job, LongConsumer frames) {
        Workplace place = place();
        place.requireVersions(Map.of());
        place.requireClip();
        return new ClipJoin(plan).join(job, frames);
    }

    /**
     * Writes an output from the chunks of a project, and its record beside it.
     *
     * @throws EditException as {@link #join(EditJob, LongConsumer)} does
     */
    public void join(Path output, EditListener listener) {
        try (ProjectSite site = site(Limits.NONE, listener::cancelled)) {
            new ProjectJoin(plan, site).join(output, ProjectChunks.told(listener));
        }
    }

    /** The planned project and its models, proven to be those. */
    private ProjectSite site(Limits limits, BooleanSupplier cancelled) {
        FarmPlan planned = plan.plan();
        CheckedProject project = CheckedProject.open(plan.source(), rules);
        ProjectSite.requirePlanned(project, planned);
        planned.models().forEach(place()::model);
        ProjectSite site = new ProjectSite(project, program, planned.threads(), limits, cancelled);
        try {
            place().requireVersions(site.facts().libraries());
            return site;
        } catch (RuntimeException | Error e) {
            site.close();
            throw e;
        }
    }

    private Workplace place() {
        return new Workplace(plan, program);
    }

    private List<Share> shares(Assignment assignment) {
        List<Share> all = plan.plan().chunks();
        int tasks = assignment.stripes == null ? all.size() : assignment.stripes;
        int index = TaskIndex.of(assignment.index, System.getenv(), tasks);
        // Neighbours, not every n-th: a border within a stripe costs nothing, and the clip is read once.
        return all.subList((int) ((long) index * all.size() / tasks), (int) ((index + 1L) * all.size() / tasks));
    }
}
