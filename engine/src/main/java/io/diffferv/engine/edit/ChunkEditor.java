package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentHash;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits chunks of one source under one request: out of the cache, or by a pipeline of the pool, which is only loaded
 * when something is missing there. Any number of threads may share one.
 */
public final class ChunkEditor {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkEditor.class);

    private final EnginePool pool;
    private final EditCache cache;
    private final PipelineKey key;
    private final EditPlan plan;
    private final String model;

    private ChunkEditor(EnginePool pool, EditCache cache, PipelineKey key, EditPlan plan, String model) {
        this.pool = pool;
        this.cache = cache;
        this.key = key;
        this.plan = plan;
        this.model = model;
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
        return new ChunkEditor(pool, cache, key, plan, folder.contentHash());
    }

    /** Whether the machine's cores have time for one chunk while a pipeline works on the next. */
    boolean leavesCoresFree() {
        return key.onGpu();
    }

    public EditPlan plan() {
        return plan;
    }

    /**
     * @param clip the chunk and its halo at the plan's size
     * @param listener is told {@link StepListener#found} or the steps
     * @throws io.diffferv.engine.failure.EditException {@code CANCELLED} by the listener, {@code OUT_OF_MEMORY}, {@code
     *     MODEL} when it turns out to be damaged
     */
    KeptChunk edit(Clip clip, StepListener listener) {
        Supplier<KeptChunk> begun = begin(clip, listener);
        listener.step(StepListener.Stage.SMOOTHING, 0, 1);
        return begun.get();
    }

    /**
     * The part of {@link #edit} that a pipeline does.
     *
     * @return does the rest, once, on any thread
     */
    Supplier<KeptChunk> begin(Clip clip, StepListener listener) {
        String name = name(clip);
        Optional<KeptChunk> kept = cache.findChunk(name, plan.width(), plan.height(), clip.size());
        if (kept.isPresent()) {
            listener.found();
            return kept::get;
        }
        DecodedChunk made = pool.with(key, pipeline -> pipeline.edit(clip, plan, cache, listener));
        return () -> cache.keepChunk(name, made.steadied());
    }

    /** Puts the chunk's inversion into the cache and edits nothing; see {@link #edit}. */
    void invert(Clip clip, StepListener listener) {
        pool.with(key, pipeline -> {
            pipeline.invert(clip, plan, cache, listener);
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
    private String name(Clip clip) {
        ContentHash hash = new ContentHash("chunk")
                .with("model", model)
                .with("machine", key.machine())
                .with("precision", key.precision().toString())
                .with("plan", plan.identity());
        clip.addTo(hash);
        return hash.hex();
    }
}
