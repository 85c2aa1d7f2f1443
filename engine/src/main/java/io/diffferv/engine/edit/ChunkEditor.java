package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentHash;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits chunks of one source under one request: out of the cache, or by a pipeline of the pool, which is only loaded
 * when something is missing there. Any number of threads may share one.
 */
public final class ChunkEditor {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkEditor.class);

    /** A chunk that needs no pipeline any more. */
    interface Begun {
        /**
         * Does the rest, once, on any thread.
         *
         * @param keeping is given the work of putting the chunk into the cache
         */
        KeptChunk finish(Consumer<Runnable> keeping);
    }

    private final EnginePool pool;
    private final EditCache cache;
    private final PipelineKey key;
    private final EditPlan plan;
    private final String model;
    private final boolean takesNetworks;
    private final boolean coresFree;

    private ChunkEditor(
            EnginePool pool,
            EditCache cache,
            PipelineKey key,
            EditPlan plan,
            String model,
            boolean takesNetworks,
            boolean coresFree) {
        this.pool = pool;
        this.cache = cache;
        this.key = key;
        this.plan = plan;
        this.model = model;
        this.takesNetworks = takesNetworks;
        this.coresFree = coresFree;
    }

    /**
     * Decides everything that the settings leave open.
     *
     * @param model folder in diffusers layout
     * @param uprightWidth of the source, pixels
     * @param uprightHeight of the source, pixels
     * @throws io.diffferv.engine.failure.EditException {@code MODEL}, {@code BAD_REQUEST} for what this machine cannot
     *     do, {@code OUT_OF_MEMORY} when the budget is too small
     */
    public static ChunkEditor of(
            EnginePool pool, EditCache cache, Path model, EditSettings settings, int uprightWidth, int uprightHeight) {
        PipelineKey key = PipelineKey.of(model, settings);
        ModelFolder folder = ModelFolder.open(key.model());
        EditPlan plan = EditPlan.of(settings, key, folder, uprightWidth, uprightHeight);
        LOG.info(
                "device={} precision={} size={}x{} steps={} chunk={} halo={}",
                key.device(),
                key.precision(),
                plan.width(),
                plan.height(),
                plan.steps(),
                plan.window().chunk(),
                plan.window().halo());
        return new ChunkEditor(
                pool, cache, key, plan, folder.contentHash(), settings.flow().takesNetworks(folder), key.onGpu());
    }

    /** The same, but as to {@link #leavesCoresFree}. */
    ChunkEditor leavingCoresFree(boolean free) {
        return new ChunkEditor(pool, cache, key, plan, model, takesNetworks, free);
    }

    /** Whether the machine's cores have time for the chunks before and after while a pipeline works on one. */
    boolean leavesCoresFree() {
        return coresFree;
    }

    public EditPlan plan() {
        return plan;
    }

    /** Chunks that will be edited or inverted, studied beforehand where cores are free for that; the caller closes them. */
    Ahead<ChunkReader.Seen> studied(ChunkReader chunks) {
        return new Ahead<>(
                () -> {
                    Optional<ChunkReader.Seen> next = chunks.next();
                    next.ifPresent(seen -> study(seen.study()));
                    return next;
                },
                coresFree);
    }

    /** Finds out all that a pipeline will ask for where cores are free for that, unless the chunk is finished. */
    void study(ClipStudy study) {
        if (coresFree
                && !takesNetworks
                && plan.settings().strength() > 0
                && find(study).isEmpty()) {
            study.trajectories(new DisFlow(), plan.settings().temporal());
        }
    }

    /**
     * @param study of the chunk and its halo at the plan's size
     * @param listener is told {@link StepListener#found} or the steps
     * @throws io.diffferv.engine.failure.EditException {@code CANCELLED} by the listener, {@code OUT_OF_MEMORY}, {@code
     *     MODEL} when it turns out to be damaged
     */
    KeptChunk edit(ClipStudy study, StepListener listener) {
        Begun begun = begin(study, listener);
        listener.step(StepListener.Stage.SMOOTHING, 0, 1);
        KeptChunk made = begun.finish(Runnable::run);
        // A chunk larger than the cache has no file.
        return made.onHeap() ? find(study).orElse(made) : made;
    }

    /** The part of {@link #edit} that a pipeline does. */
    Begun begin(ClipStudy study, StepListener listener) {
        Optional<KeptChunk> kept = find(study);
        if (kept.isPresent()) {
            listener.found();
            return keeping -> kept.get();
        }
        DecodedChunk made = coresFree
                ? madeWithHelp(study, listener)
                : pool.with(key, pipeline -> pipeline.edit(study, plan, cache, listener));
        return keeping -> {
            KeptChunk chunk = KeptChunk.of(made.steadied());
            String name = name(study);
            keeping.accept(() -> cache.keepChunk(name, chunk));
            return chunk;
        };
    }

    /** Lets a pipeline wait neither for the motion that smoothing will follow nor for the disk. */
    private DecodedChunk madeWithHelp(ClipStudy study, StepListener listener) {
        try (SideThread meanwhile = new SideThread("diffferv-meanwhile")) {
            if (!takesNetworks) {
                FlowEstimator estimator = new DisFlow();
                study.trajectories(estimator, plan.settings().temporal());
                ClipFlow motion = study.motion(estimator);
                int reach = plan.settings().smoothing() > 0 ? MotionSmoothing.REACH : 0;
                meanwhile.give(() -> motion.check(reach));
            }
            LatentStore latents = new KeepingBeside(cache, meanwhile);
            DecodedChunk made = pool.with(key, pipeline -> pipeline.edit(study, plan, latents, listener));
            meanwhile.await();
            return made;
        }
    }

    private Optional<KeptChunk> find(ClipStudy study) {
        return cache.findChunk(
                name(study), plan.width(), plan.height(), study.clip().size());
    }

    /** Puts the chunk's inversion into the cache and edits nothing; see {@link #edit}. */
    void invert(ClipStudy study, StepListener listener) {
        pool.with(key, pipeline -> {
            pipeline.invert(study, plan, cache, listener);
            return null;
        });
    }

    /** The pipeline that does the work. */
    public PipelineKey key() {
        return key;
    }

    /** Hash of everything beside its frames that decides an edited frame, the compositing included. */
    public String conditions() {
        return new ContentHash("conditions")
                .with("model", model)
                .with("machine", key.machine())
                .with("precision", key.precision().toString())
                .with("plan", plan.identity())
                .with("chunk", plan.window().chunk())
                .with("halo", plan.window().halo())
                .with("composite", plan.settings().composite().toString())
                .with("strength", plan.settings().strength())
                .hex();
    }

    /** Hash of everything that decides an edited chunk; what the compositor adds afterwards is not part of it. */
    private String name(ClipStudy study) {
        return new ContentHash("chunk")
                .with("model", model)
                .with("machine", key.machine())
                .with("precision", key.precision().toString())
                .with("plan", plan.identity())
                .with("clip", study.hash())
                .hex();
    }
}
