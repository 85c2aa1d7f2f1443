package io.diffferv.engine.train;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.storage.NewFolder;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.TensorType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The specialization stage (method.md B): a model's U-Net learns from pictures of faces, and from a share of others lest
 * it forget them. A run that was stopped or killed continues at its last checkpoint with the same numbers.
 *
 * @param model folder to begin with; it is only read
 * @param faces folder or tar archive, see {@link PictureSet}
 * @param general likewise, null for none
 * @param heldOut faces to judge by, null for none
 * @param out the folder to write; latents, checkpoint, curve and samples are kept beside it in {@code OUT.run}
 * @param half whether {@code out} gets its U-Net in fp16: steps as small as a further training's are lost in it
 */
public record Specialization(
        Path model, Path faces, Path general, Path heldOut, Path out, boolean half, SpecializationSettings settings) {

    /** Where the run keeps what it needs to continue, and what it shows. */
    public Path work() {
        return out.toAbsolutePath().resolveSibling(out.getFileName() + ".run");
    }

    /**
     * Runs until the result is written.
     *
     * @throws EditException {@code CANCELLED} when the listener asked for it; {@code BAD_REQUEST} when {@code out} exists
     *     or the run that is to be continued had other settings; {@code BAD_INPUT} when there are no usable pictures
     */
    public void run(SpecializationListener listener) {
        NewFolder.require(out);
        try (TrainedModel trained = TrainedModel.load(ModelFolder.open(model));
                LatentSet faceLatents = latents("faces", faces, settings.variants(), trained, listener);
                LatentSet generalLatents = latents("general", general, 1, trained, listener);
                LatentSet heldOutLatents = latents("held-out", heldOut, 1, trained, listener)) {
            Adam adam = new Adam(trained.parameters());
            MovingAverage average = new MovingAverage(trained.parameters(), settings.average());
            LossScale scale = new LossScale(settings.precision().type());
            Checkpoint checkpoint = new Checkpoint(
                    work().resolve("checkpoint.safetensors"),
                    identity(trained, faceLatents, generalLatents),
                    trained.parameters(),
                    adam,
                    average,
                    scale);
            long done = checkpoint.read();
            Validation validation = new Validation(trained, settings);
            FigureLog figures = new FigureLog(work(), validation, heldOutLatents, generalLatents, done);
            Samples samples = new Samples(faceLatents, generalLatents, settings, trained.timesteps());
            TrainingStep step = new TrainingStep(trained, adam, samples::at, settings, scale);
            train(step, average, checkpoint, figures, done, listener);
            average.during(() -> write(trained, figures));
        }
    }

    private void train(
            TrainingStep step,
            MovingAverage average,
            Checkpoint checkpoint,
            FigureLog figures,
            long done,
            SpecializationListener listener) {
        LossLog losses = new LossLog(work(), done);
        figures.add(done);
        for (long n = done + 1; n <= settings.steps(); n++) {
            requireWanted(listener);
            TrainingStep.Outcome outcome = step.run(n);
            losses.add(n, outcome, settings.rate(n));
            if (!outcome.taken()) {
                listener.say("Step %d is skipped: its gradient does not fit into 16 bits. %s"
                        .formatted(n, step.scale().describe()));
            }
            average.update(n);
            listener.progress("train", n, settings.steps(), done);
            if (n % settings.every() == 0 || n == settings.steps()) {
                long at = n;
                listener.curve(losses.losses());
                average.during(() -> figures.add(at));
                checkpoint.write(n);
            }
        }
    }

    private LatentSet latents(
            String name, Path place, int variants, TrainedModel trained, SpecializationListener listener) {
        if (place == null) {
            return null;
        }
        LatentSet set = LatentSet.make(work().resolve(name + ".latents"), place, trained, settings, variants, made -> {
            requireWanted(listener);
            listener.progress(name, made, -1, 0);
        });
        if (!set.skipped().isEmpty()) {
            Path list = work().resolve(name + ".skipped.txt");
            byte[] names = (String.join("\n", set.skipped()) + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(list, channel -> channel.write(ByteBuffer.wrap(names)));
            listener.say("%d of the pictures in %s are left out: they cannot be read, or have no caption; see %s."
                    .formatted(set.skipped().size(), place, list));
        }
        return set;
    }

    private void write(TrainedModel trained, FigureLog figures) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("base", trained.folder().name());
        report.put("base_sha256", trained.folder().contentHash());
        report.put("settings", settings);
        report.put("figures", figures.table());
        SpecializedFolder.write(
                out, trained.folder(), trained.parameters(), half ? TensorType.F16 : TensorType.F32, report);
    }

    private String identity(TrainedModel trained, LatentSet faceLatents, LatentSet generalLatents) {
        return "%s, %d faces, %d others, %s"
                .formatted(
                        trained.folder().contentHash(),
                        faceLatents.size(),
                        generalLatents == null ? 0 : generalLatents.size(),
                        settings.endless());
    }

    private static void requireWanted(SpecializationListener listener) {
        if (listener.cancelled()) {
            throw new EditException(
                    FailureCode.CANCELLED,
                    new Problem(
                            "stopped",
                            "specialize",
                            "the last step",
                            "Ctrl-C",
                            "run the same command to continue at the last checkpoint"));
        }
    }
}
