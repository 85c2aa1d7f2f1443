package io.diffferv.engine.edit;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.cache.ContentHash;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.flow.DisFlow;
import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.temporal.MotionPaths;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.temporal.TemporalSettings;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.Trajectories;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * DiffFERV on one chunk of frames (method.md F): encode, follow the motion, invert, sample the edit beside the
 * recomputed source, decode. A chunk's result depends on its frames and the settings alone. One thread at a time.
 */
public final class EditPipeline implements AutoCloseable {
    /** Pixels along a side of a token where the U-Net is finest. */
    private static final int TOKEN = 8;

    private final PipelineKey key;
    private final DiffusionModel model;
    private final FlowEstimator flow = new DisFlow();

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
     * @param clip the chunk and its halo, sides multiples of 64
     * @param plan resolved settings
     * @return the model's pictures of all of the clip's frames
     * @throws EditException {@code CANCELLED} by the listener, {@code OUT_OF_MEMORY}
     */
    public EditedChunk edit(Clip clip, EditPlan plan, LatentStore latents, StepListener listener) {
        ClipFlow motion = new ClipFlow(flow, clip, listener);
        try (TensorScope scope = new TensorScope();
                Prepared prepared = prepare(clip, motion, plan)) {
            NDArray encoded = encode(clip, plan, listener);
            try (SourceLatents source = invert(clip, encoded, prepared, plan, latents, listener)) {
                NDArray sampled = sample(source, prepared, plan, listener);
                listener.step(StepListener.Stage.DECODE, 0, 1);
                List<float[]> baseline = decode(source.level(0), plan);
                List<float[]> edited = steadied(decode(sampled, plan), baseline, motion, plan);
                listener.step(StepListener.Stage.DECODE, 1, 1);
                return new EditedChunk(clip.width(), clip.height(), edited, baseline);
            }
        } catch (EngineException e) {
            throw outOfMemory(e, plan);
        }
    }

    /** The edited pictures with their change smoothed along the motion. */
    private static List<float[]> steadied(
            List<float[]> edited, List<float[]> baseline, ClipFlow motion, EditPlan plan) {
        List<float[]> changes = new ArrayList<>();
        for (int i = 0; i < edited.size(); i++) {
            changes.add(combined(edited.get(i), baseline.get(i), -1));
        }
        List<float[]> smoothed = new MotionSmoothing(plan.settings().smoothing()).apply(changes, motion);
        List<float[]> steadied = new ArrayList<>();
        for (int i = 0; i < edited.size(); i++) {
            float[] picture = combined(smoothed.get(i), baseline.get(i), 1);
            for (int p = 0; p < picture.length; p++) {
                picture[p] = Math.max(0, Math.min(1, picture[p]));
            }
            steadied.add(picture);
        }
        return steadied;
    }

    private static float[] combined(float[] picture, float[] other, float sign) {
        float[] combined = new float[picture.length];
        for (int p = 0; p < combined.length; p++) {
            combined[p] = picture[p] + sign * other[p];
        }
        return combined;
    }

    /** Fills {@code latents} with the chunk's inversion and edits nothing. */
    public void invert(Clip clip, EditPlan plan, LatentStore latents, StepListener listener) {
        ClipFlow motion = new ClipFlow(flow, clip, listener);
        try (TensorScope scope = new TensorScope();
                Prepared prepared = prepare(clip, motion, plan)) {
            invert(clip, encode(clip, plan, listener), prepared, plan, latents, listener)
                    .close();
        } catch (EngineException e) {
            throw outOfMemory(e, plan);
        }
    }

    /** What inversion and sampling share. */
    private record Prepared(PromptContexts prompts, TemporalAttention attention) implements AutoCloseable {
        @Override
        public void close() {
            prompts.close();
            attention.close();
        }
    }

    private Prepared prepare(Clip clip, ClipFlow motion, EditPlan plan) {
        TemporalSettings temporal = plan.settings().temporal();
        Map<Integer, Trajectories> trajectories = new TreeMap<>();
        if (temporal.pathLayers() != PathLayers.OFF && clip.size() > 1) {
            List<FlowPair> pairs = motion.neighbours();
            for (int level : TemporalAttention.pathLevels(temporal)) {
                trajectories.put(
                        level,
                        Trajectories.of(pairs, clip.width(), clip.height(), TOKEN << level, temporal.occlusionCheck()));
            }
        }
        MotionPaths paths = MotionPaths.of(model.ops().manager(), trajectories);
        return new Prepared(
                new PromptContexts(
                        model, plan.settings().sourcePrompt(), plan.settings().prompt()),
                new TemporalAttention(temporal, clip.size(), paths));
    }

    private NDArray encode(Clip clip, EditPlan plan, StepListener listener) {
        listener.step(StepListener.Stage.ENCODE, 0, 1);
        try (TensorScope scope = new TensorScope()) {
            int plane = 3 * clip.width() * clip.height();
            float[] all = new float[clip.size() * plane];
            for (int i = 0; i < clip.size(); i++) {
                System.arraycopy(clip.frames().get(i), 0, all, i * plane, plane);
            }
            NDArray pixels = model.ops()
                    .manager()
                    .create(all, new Shape(clip.size(), 3, clip.height(), clip.width()))
                    .mul(2)
                    .sub(1);
            NDArray latents = plan.settings().posterior() == Posterior.MEAN
                    ? model.vae().latents(pixels, plan.mostPictures())
                    : model.vae()
                            .sampledLatents(
                                    pixels, plan.mostPictures(), plan.settings().seed());
            listener.step(StepListener.Stage.ENCODE, 1, 1);
            return scope.keep(latents);
        }
    }

    private SourceLatents invert(
            Clip clip, NDArray encoded, Prepared prepared, EditPlan plan, LatentStore store, StepListener listener) {
        String name = inversionName(clip, plan);
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
                prepared.prompts().context(List.of(prompt)),
                settings.inversionTemporal() ? prepared.attention() : null,
                BatchSlices.of(1, clip.size(), plan.mostImages()),
                listener);
        SourceLatents source = inversion.invert(encoded);
        store.keep(name, source.values());
        return source;
    }

    /** Hash of everything that decides the latents of an inversion. */
    private String inversionName(Clip clip, EditPlan plan) {
        EditSettings settings = plan.settings();
        boolean sampled = settings.posterior() == Posterior.SAMPLE;
        ContentHash hash = new ContentHash("inversion")
                .with("model", model.folder().contentHash())
                .with("precision", key.precision().toString())
                .with("gpu", key.onGpu())
                .with("prompt", settings.inversionPrompt() == InversionPrompt.SOURCE ? settings.sourcePrompt() : "")
                .with("steps", plan.steps())
                .with("predictions", plan.inversionPredictions())
                .with("posterior", sampled ? settings.seed() : -1)
                .with(
                        "temporal",
                        settings.inversionTemporal() ? settings.temporal().toString() : "")
                .with("flow", flow.name())
                .with("images", plan.mostImages())
                .with("width", clip.width())
                .with("height", clip.height());
        clip.frames().forEach(frame -> hash.with("frame", bytes(frame)));
        return hash.hex();
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private NDArray sample(SourceLatents source, Prepared prepared, EditPlan plan, StepListener listener) {
        EditSettings settings = plan.settings();
        Sampling sampling = new Sampling(
                model,
                scheduler(plan),
                prepared.prompts(),
                new Guidance(settings.guidance(), settings.negativeStart(), settings.emptyBlend()),
                new PreservationFeatures(settings.preservation(), settings.schedule(), settings.tauApp()),
                settings.exact(),
                prepared.attention(),
                plan.mostImages(),
                listener);
        if (settings.mask() == MaskChoice.OFF) {
            return sampling.sample(source, null);
        }
        EditMask mask = new EditMask(
                model, scheduler(plan), prepared.prompts(), prepared.attention(), plan.mostImages(), listener);
        return sampling.sample(source, mask.measure(source));
    }

    private DdimScheduler scheduler(EditPlan plan) {
        return new DdimScheduler(model.folder().scheduler(), plan.steps());
    }

    /** Planes 0 to 1 of latents. */
    private List<float[]> decode(NDArray latents, EditPlan plan) {
        try (TensorScope scope = new TensorScope()) {
            NDArray pixels = model.vae()
                    .pixels(latents, plan.mostPictures())
                    .add(1)
                    .mul(0.5f)
                    .clip(0, 1);
            float[] all = pixels.toFloatArray();
            int frames = Math.toIntExact(pixels.getShape().get(0));
            int plane = all.length / frames;
            List<float[]> pictures = new ArrayList<>();
            for (int i = 0; i < frames; i++) {
                pictures.add(Arrays.copyOfRange(all, i * plane, (i + 1) * plane));
            }
            return pictures;
        }
    }

    /** libtorch reports exhausted memory as text only; anything else it reports is a defect and stays what it is. */
    private RuntimeException outOfMemory(EngineException e, EditPlan plan) {
        String message = String.valueOf(e.getMessage());
        if (!message.contains("out of memory") && !message.contains("can't allocate memory")) {
            return e;
        }
        return new EditException(
                FailureCode.OUT_OF_MEMORY,
                new Problem(
                        "memory ran out",
                        "the model on " + key.device(),
                        "enough for %d images at once".formatted(plan.mostImages()),
                        "none left",
                        "give less by --memory, or a smaller --working-size"),
                e);
    }

    @Override
    public void close() {
        model.close();
    }
}
