package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import com.google.gson.GsonBuilder;
import io.diffferv.engine.schedule.Scheduler;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.temporal.PathGroup;
import io.diffferv.engine.temporal.Trajectories;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttnProcessor;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.SharedFeatures;
import io.diffferv.engine.unet.UNetPass;
import io.diffferv.engine.video.VideoReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Edits one chunk of a clip and writes what another implementation needs to repeat that, and what came out here at each
 * stage: {@code trace.json} ({@link Facts}) and three safetensors files.
 *
 * <p>{@code chunk}: {@code pixels} {@code [frames, 3, height, width]} 0 to 1, {@code prompt.source} and {@code
 * prompt.target} {@code [1, 77, channels]}, {@code paths.LEVEL.LENGTH} {@code [paths, length]} int32 indices frame *
 * tokens + token, {@code latents.K} of the inversion for K = 0 to T, {@code mask} if there is one, {@code sampled}
 * latents, {@code decoded} pictures of the first frames, and {@code shared.noise} {@code [3 * frames, 4, h, w]}, the
 * predictions of source, negative and positive branch on {@code latents.T} in the first sampling step. {@code plain} and
 * {@code windowed}: {@code noise} on {@code latents.K} of the compared level under the source prompt, frames on their
 * own or seeing each other, and the output of each U-Net block by its module path, all for the first frames only.
 */
public final class EditTrace {
    /** Frames whose block outputs are written: those of a picture of 512x512 take 100 MB. */
    private static final int COMPARED_FRAMES = 2;

    /**
     * What {@code trace.json} says.
     *
     * @param settings by key, those that were given; all others have their defaults
     * @param precision of U-Net and autoencoder; everything else is fp32
     * @param frames of the chunk with its halo
     * @param returned frames without it
     * @param comparedLevel K of the evaluations in {@code plain} and {@code windowed}
     * @param work of editing this chunk, in operations
     */
    private record Facts(
            Map<String, String> settings,
            String model,
            String precision,
            int width,
            int height,
            int frames,
            int returned,
            int inversionPredictions,
            boolean exact,
            double guidance,
            int window,
            int comparedLevel,
            List<Step> sampling,
            Work work) {}

    /**
     * One sampling step.
     *
     * @param level it starts from, T first
     * @param timestep t of that level
     * @param sharing features that the source gives in it
     */
    private record Step(int level, int timestep, FeatureSharing sharing) {}

    private final EditPipeline pipeline;
    private final EditPlan plan;
    private final ChunkReader.Seen seen;
    private final StepListener listener;
    private final TraceTensors chunk = new TraceTensors();

    private EditTrace(EditPipeline pipeline, EditPlan plan, ChunkReader.Seen seen, StepListener listener) {
        this.pipeline = pipeline;
        this.plan = plan;
        this.seen = seen;
        this.listener = listener;
    }

    /**
     * Traces the first of the clip's chunks that sees most.
     *
     * @param values the settings behind the plan, as they were given
     * @param most frames of the clip from its start
     * @param folder is made when it is not there
     * @throws io.diffferv.engine.failure.EditException {@code BAD_REQUEST} for a plan that keeps features
     */
    public static void write(
            EnginePool pool,
            PipelineKey key,
            EditPlan plan,
            Map<String, String> values,
            Path clip,
            long most,
            Path folder,
            StepListener listener) {
        plan.settings().requireLastingInversion();
        try (VideoReader reader = VideoReader.open(clip)) {
            ChunkReader chunks = new ChunkReader(reader, plan, most);
            ChunkReader.Seen seen = chunks.next().orElseThrow();
            for (Optional<ChunkReader.Seen> next = chunks.next(); next.isPresent(); next = chunks.next()) {
                seen = next.get().study().clip().size() > seen.study().clip().size() ? next.get() : seen;
            }
            ChunkReader.Seen chosen = seen;
            pool.with(key, pipeline -> {
                new EditTrace(pipeline, plan, chosen, listener).write(values, folder);
                return null;
            });
        }
    }

    private void write(Map<String, String> values, Path folder) {
        Clip clip = seen.study().clip();
        DiffusionModel model = pipeline.model();
        Work before = model.work();
        try (TensorScope scope = new TensorScope();
                EditPipeline.Prepared prepared = pipeline.prepare(seen.study(), plan, listener)) {
            ClipCoder coder = ClipCoder.of(model, plan);
            NDArray encoded = coder.encode(clip, listener);
            String name = pipeline.inversionName(seen.study(), plan);
            try (SourceLatents latents =
                            pipeline.invert(name, encoded, prepared, plan, LatentStore.NONE, null, listener);
                    SourceBranch source = pipeline.source(latents, prepared, plan)) {
                NDArray mask = pipeline.mask(source, prepared, plan, listener);
                Sampling sampling = pipeline.sampling(prepared, plan, listener);
                NDArray sampled = sampling.sample(source, mask);
                coder.decode(latents.level(0));
                List<float[]> decoded = coder.decode(sampled);
                Facts facts = facts(values, sampling, model.work().minus(before));
                addInput(clip, prepared);
                addResult(latents, mask, sampled, decoded);
                chunk.add("shared.noise", sharedNoise(source, prepared, sampling));
                chunk.write(folder.resolve("chunk.safetensors"));
                compare(latents, prepared, false).write(folder.resolve("plain.safetensors"));
                compare(latents, prepared, true).write(folder.resolve("windowed.safetensors"));
                String json = new GsonBuilder().setPrettyPrinting().create().toJson(facts);
                AtomicFile.write(
                        folder.resolve("trace.json"),
                        channel -> channel.write(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8))));
            }
        }
    }

    private Facts facts(Map<String, String> values, Sampling sampling, Work work) {
        EditSettings settings = plan.settings();
        Scheduler scheduler = sampling.scheduler();
        List<Step> steps = new ArrayList<>();
        for (int k = plan.steps(); k >= 1; k--) {
            steps.add(new Step(k, scheduler.timestep(k), sampling.sharing(k)));
        }
        return new Facts(
                values,
                pipeline.model().folder().root().toString(),
                pipeline.model().precision().toString(),
                plan.width(),
                plan.height(),
                seen.study().clip().size(),
                seen.chunk().size(),
                plan.inversionPredictions(),
                settings.exact(),
                settings.guidance(),
                settings.temporal().window(),
                comparedLevel(),
                steps,
                work);
    }

    private int comparedLevel() {
        return (plan.steps() + 1) / 2;
    }

    private void addInput(Clip clip, EditPipeline.Prepared prepared) {
        addPictures("pixels", clip.frames());
        chunk.add("prompt.source", pipeline.model().embed(plan.settings().sourcePrompt()));
        chunk.add("prompt.target", pipeline.model().embed(plan.settings().prompt()));
        for (Map.Entry<Integer, Trajectories> level : prepared.trajectories().entrySet()) {
            for (PathGroup group : level.getValue().groups()) {
                String name = "paths.%d.%d".formatted(level.getKey(), group.length());
                chunk.add(name, group.tokens(), group.paths(), group.length());
            }
        }
    }

    private void addResult(SourceLatents source, NDArray mask, NDArray sampled, List<float[]> decoded) {
        for (int k = 0; k <= source.steps(); k++) {
            chunk.add("latents." + k, source.level(k));
        }
        if (mask != null) {
            chunk.add("mask", mask);
        }
        chunk.add("sampled", sampled);
        addPictures("decoded", decoded.subList(0, Math.min(COMPARED_FRAMES, decoded.size())));
    }

    private void addPictures(String name, List<float[]> pictures) {
        int plane = 3 * plan.width() * plan.height();
        float[] all = new float[pictures.size() * plane];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i), 0, all, i * plane, plane);
        }
        chunk.add(name, all, pictures.size(), 3, plan.height(), plan.width());
    }

    private NDArray sharedNoise(SourceBranch source, EditPipeline.Prepared prepared, Sampling sampling) {
        List<Branch> edited = List.of(Branch.NEGATIVE, Branch.POSITIVE);
        int steps = source.latents().steps();
        NDArray z = source.latents().level(steps);
        try (SharedFeatures features = source.features(steps, true, null)) {
            prepared.attention().startStep(steps);
            NDArray noise = pipeline.model()
                    .noise(
                            NDArrays.concat(new NDList(Collections.nCopies(edited.size(), z))),
                            sampling.scheduler().timestep(steps),
                            prepared.prompts().context(edited),
                            new UNetPass(
                                    BatchSlices.of(
                                            edited.size(), source.latents().frames(), plan.mostImages()),
                                    prepared.attention(),
                                    features.giving()));
            return source.noise(steps).concat(noise, 0);
        }
    }

    /** One evaluation of the source with what each block gives. */
    private TraceTensors compare(SourceLatents source, EditPipeline.Prepared prepared, boolean windowed) {
        try (TensorScope scope = new TensorScope()) {
            int k = comparedLevel();
            String first = ":" + Math.min(COMPARED_FRAMES, source.frames());
            NDArray z = windowed ? source.level(k) : source.level(k).get(first);
            int frames = Math.toIntExact(z.getShape().get(0));
            prepared.attention().startStep(k);
            AttnProcessor attention = windowed ? prepared.attention() : AttnProcessor.PLAIN;
            BatchSlices slices = BatchSlices.of(1, frames, plan.mostImages());
            TraceTensors outputs = new TraceTensors();
            BiConsumer<String, NDArray> blocks = (path, output) -> outputs.add(path, output.get(first));
            NDArray noise = pipeline.model()
                    .noise(
                            z,
                            pipeline.scheduler(plan).timestep(k),
                            prepared.prompts().context(List.of(Branch.SOURCE)),
                            new UNetPass(slices, attention, FeatureGate.NONE, null, blocks));
            outputs.add("noise", noise.get(first));
            return outputs;
        }
    }
}
