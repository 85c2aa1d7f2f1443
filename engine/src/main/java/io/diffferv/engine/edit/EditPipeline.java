package io.diffferv.engine.edit;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.flow.gmflow.GmFlow;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.temporal.MotionPaths;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.temporal.TemporalSettings;
import io.diffferv.engine.temporal.Trajectories;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.WeightMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * DiffFERV on one chunk of frames (method.md F): encode, follow the motion, invert, sample the edit beside the
 * source, decode. A chunk's result depends on its frames and the settings alone. One thread at a time.
 */
public final class EditPipeline implements AutoCloseable {
    private final PipelineKey key;
    private final DiffusionModel model;
    private final FlowEstimator dis = new DisFlow();
    private FlowEstimator gmFlow;

    private EditPipeline(PipelineKey key, DiffusionModel model) {
        this.key = key;
        this.model = model;
    }

    /** @throws EditException {@code MODEL} when the folder is incomplete or damaged */
    public static EditPipeline load(PipelineKey key) {
        return new EditPipeline(key, DiffusionModel.load(ModelFolder.open(key.model()), key.device(), key.precision()));
    }

    public PipelineKey key() {
        return key;
    }

    public DiffusionModel model() {
        return model;
    }

    /**
     * Edits a chunk.
     *
     * @param study of the chunk and its halo, sides multiples of 64
     * @param plan resolved settings
     * @return the model's pictures of all of the clip's frames
     * @throws EditException {@code CANCELLED} by the listener, {@code OUT_OF_MEMORY}, {@code MODEL} for results that are
     *     no numbers
     */
    DecodedChunk edit(ClipStudy study, EditPlan plan, LatentStore latents, StepListener listener) {
        try (TensorScope scope = new TensorScope();
                Prepared prepared = prepare(study, plan, listener)) {
            NDArray encoded = ClipCoder.of(model, plan).encode(study.clip(), listener);
            String name = inversionName(study, plan);
            boolean keeps = plan.settings().accelerations().keepFeatures();
            // Stored latents have no features: they would have to be computed from others than the inversion's.
            LatentStore store = keeps ? LatentStore.NONE : latents;
            try (KeptSource kept = kept(plan, sampling(prepared, plan, listener)::sharing);
                    SourceLatents source = invert(name, encoded, prepared, plan, store, kept, listener)) {
                NDArray sampled = sample(name, source, kept, prepared, plan, store, listener);
                listener.step(StepListener.Stage.DECODE, 0, 1);
                ClipCoder coder = ClipCoder.of(model, plan);
                List<float[]> baseline = coder.decode(source.level(0));
                List<float[]> decoded = coder.decode(sampled);
                ClipFlow motion = study.motion(flow(plan.settings()));
                motion.finishNetworks(MotionSmoothing.REACH);
                model.count(new Work(0, 0, 0, motion.flops()));
                FiniteCheck check = new FiniteCheck(key);
                return new DecodedChunk(
                        study.clip(),
                        check.of(decoded, "pictures"),
                        check.of(baseline, "pictures"),
                        motion,
                        plan.settings().smoothing());
            }
        } catch (EngineException e) {
            throw new EngineFailure(key, plan).of(e);
        }
    }

    /** What the inversion is to leave for the edit; null for its latents alone. */
    private KeptSource kept(EditPlan plan, IntFunction<FeatureSharing> sharing) {
        if (plan.invertsAtItsLevels(key)) {
            return KeptSource.ofOwnLevels(sharing);
        }
        return plan.settings().accelerations().keepFeatures() ? new KeptSource(sharing) : null;
    }

    /** Fills {@code latents} with the chunk's inversion and edits nothing. */
    void invert(ClipStudy study, EditPlan plan, LatentStore latents, StepListener listener) {
        try (TensorScope scope = new TensorScope();
                Prepared prepared = prepare(study, plan, listener)) {
            NDArray encoded = ClipCoder.of(model, plan).encode(study.clip(), listener);
            // What is recorded is for nobody, but an inversion that records rounds as the edit's own would.
            try (KeptSource kept = kept(plan, sampling(prepared, plan, listener)::sharing)) {
                invert(inversionName(study, plan), encoded, prepared, plan, latents, kept, listener)
                        .close();
            }
        } catch (EngineException e) {
            throw new EngineFailure(key, plan).of(e);
        }
    }

    /** The estimator that settings ask for; GMFlow is loaded when it is first wanted. */
    private FlowEstimator flow(EditSettings settings) {
        ModelFolder folder = model.folder();
        if (!settings.flow().takesNetworks(folder)) {
            return dis;
        }
        if (!folder.hasGmFlow()) {
            throw new EditException(
                    FailureCode.MODEL,
                    new Problem(
                            "the model has no motion estimator",
                            folder.root().toString(),
                            "gmflow/model.safetensors",
                            "nothing",
                            "import one by \"diffferv models import\", or leave " + EditOption.FLOW.flag() + " out"));
        }
        if (gmFlow == null) {
            try (WeightMap weights = folder.openGmFlow(model.ops().manager(), DataType.FLOAT32)) {
                gmFlow = new GmFlow(model.ops(), weights);
            }
        }
        return gmFlow;
    }

    /**
     * What inversion and sampling share.
     *
     * @param trajectories that {@code attention} follows, by level
     */
    record Prepared(PromptContexts prompts, Map<Integer, Trajectories> trajectories, TemporalAttention attention)
            implements AutoCloseable {
        @Override
        public void close() {
            prompts.close();
            attention.close();
        }
    }

    Prepared prepare(ClipStudy study, EditPlan plan, StepListener listener) {
        TemporalSettings temporal = plan.settings().temporal();
        listener.step(StepListener.Stage.FLOW, 0, 1);
        Map<Integer, Trajectories> trajectories = study.trajectories(flow(plan.settings()), temporal);
        Clip clip = study.clip();
        MotionPaths paths = MotionPaths.of(model.ops().manager(), trajectories);
        return new Prepared(
                new PromptContexts(
                        model, plan.settings().sourcePrompt(), plan.settings().prompt()),
                trajectories,
                new TemporalAttention(temporal, clip.size(), clip.width() / ClipStudy.TOKEN, paths));
    }

    String inversionName(ClipStudy study, EditPlan plan) {
        return new InversionKey(model, key, plan, flow(plan.settings()).name()).of(study);
    }

    /**
     * @param kept is given what the inversion leaves for the edit, null for nobody
     * @return latents of the stored inversion, or of a new one, which is then stored; the caller closes them
     */
    SourceLatents invert(
            String name,
            NDArray encoded,
            Prepared prepared,
            EditPlan plan,
            LatentStore store,
            KeptSource kept,
            StepListener listener) {
        int values = Math.toIntExact(encoded.size());
        Optional<List<float[]>> stored = store.find(name, plan.steps() + 1, values);
        if (stored.isPresent()) {
            return SourceLatents.of(model.ops().manager(), encoded.getShape(), stored.get());
        }
        EditSettings settings = plan.settings();
        Branch prompt = settings.inversionPrompt() == InversionPrompt.SOURCE ? Branch.SOURCE : Branch.EMPTY;
        Inversion inversion = new Inversion(
                model,
                scheduler(plan),
                plan.inversionPredictions(),
                settings.accelerations().featureReuse(),
                prepared.prompts().context(List.of(prompt)),
                settings.inversionTemporal() ? prepared.attention() : null,
                BatchSlices.of(1, Math.toIntExact(encoded.getShape().get(0)), plan.mostImages()),
                listener);
        try (SourceLatents made = inversion.invert(encoded, kept)) {
            List<float[]> levels = new FiniteCheck(key).of(made.values(), "latents");
            store.keep(name, levels);
            // As it will be read back: the networks leave tensors strided, and other strides round differently.
            return SourceLatents.of(model.ops().manager(), encoded.getShape(), levels);
        }
    }

    private NDArray sample(
            String inversion,
            SourceLatents latents,
            KeptSource kept,
            Prepared prepared,
            EditPlan plan,
            LatentStore store,
            StepListener listener) {
        try (RecomputedSource source = source(latents, prepared, plan)) {
            String name = InversionKey.ofNoise(inversion, plan.settings());
            Optional<List<float[]>> known = store.find(
                    name, plan.steps(), Math.toIntExact(latents.level(0).size()));
            known.ifPresent(source::know);
            boolean own = plan.invertsAtItsLevels(key);
            if (own) {
                source.take(kept);
            }
            // The mask compares predictions for the same latents, and so asks for the source's own.
            NDArray mask = mask(source, prepared, plan, listener);
            SourceBranch beside = kept == null || own ? source : kept.at(latents);
            NDArray sampled = sampling(prepared, plan, listener).sample(beside, mask);
            if (known.isEmpty() && source.complete()) {
                store.keep(name, new FiniteCheck(key).of(source.predictions(), "predictions"));
            }
            return sampled;
        }
    }

    /** The source computed beside the edit; the caller closes it, and before its latents. */
    RecomputedSource source(SourceLatents latents, Prepared prepared, EditPlan plan) {
        return new RecomputedSource(
                model,
                scheduler(plan),
                prepared.prompts(),
                prepared.attention(),
                plan.mostImages(),
                sampling(prepared, plan, StepListener.SILENT)::sharing,
                plan.keepsMaskFeatures(),
                latents);
    }

    Sampling sampling(Prepared prepared, EditPlan plan, StepListener listener) {
        EditSettings settings = plan.settings();
        return new Sampling(
                model,
                scheduler(plan),
                prepared.prompts(),
                new Guidance(settings.guidance(), settings.negativeStart(), settings.emptyBlend()),
                PreservationFeatures.of(settings),
                settings.exact(),
                prepared.attention(),
                settings.accelerations().featureReuse(),
                plan.mostImages(),
                listener);
    }

    /** Null where the edit is not masked. */
    NDArray mask(SourceBranch source, Prepared prepared, EditPlan plan, StepListener listener) {
        if (plan.settings().mask() == MaskChoice.OFF) {
            return null;
        }
        return new EditMask(
                        model, scheduler(plan), prepared.prompts(), prepared.attention(), plan.mostImages(), listener)
                .measure(source);
    }

    Scheduler scheduler(EditPlan plan) {
        return plan.settings().accelerations().solver().scheduler(model.folder().scheduler(), plan.steps());
    }

    @Override
    public void close() {
        model.close();
    }
}
