package io.diffferv.bridge.cli;

import io.diffferv.bridge.evaluate.Charts;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.train.Specialization;
import io.diffferv.engine.train.SpecializationListener;
import io.diffferv.engine.train.SpecializationSettings;
import io.diffferv.engine.train.TrainingPrecision;
import io.diffferv.engine.weights.ModelFolder;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code diffferv specialize}: a model that knows more about faces. */
@Command(
        name = "specialize",
        sortOptions = false,
        showDefaultValues = true,
        description =
                "Trains a model's U-Net further on pictures of faces. The same command continues what was stopped.")
final class SpecializeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = ModelLookup.DEFAULT,
            description = "Where to begin: name of an installed model, or a folder.")
    String model;

    @ArgGroup(multiplicity = "1")
    Goal goal;

    /** A run, or a measurement. */
    static final class Goal {
        @ArgGroup(exclusive = false, multiplicity = "1")
        Run run;

        @Option(
                names = "--measure",
                description = "Print the images per second, the share of the device's speed and the memory of --steps"
                        + " steps on random latents, as JSON, and write nothing.")
        boolean measure;
    }

    /** What a run reads and writes. */
    static final class Run {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "PLACE",
                description = "Faces: a folder or tar archive of pictures, with captions.jsonl or a .txt beside each.")
        Path data;

        @Option(
                names = {"-o", "--out"},
                required = true,
                paramLabel = "FOLDER",
                description = "The model to write; FOLDER.run beside it keeps checkpoint, curve and samples.")
        Path out;
    }

    @Option(names = "--general", paramLabel = "PLACE", description = "Other pictures, lest the model forget them.")
    Path general;

    @Option(
            names = "--general-share",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of these among the samples.")
    double generalShare;

    @Option(names = "--held-out", paramLabel = "PLACE", description = "Faces to judge the model by, not to learn.")
    Path heldOut;

    @Option(names = "--steps", paramLabel = "COUNT", defaultValue = "10000", description = "Steps in all.")
    long steps;

    @Option(names = "--batch", paramLabel = "COUNT", defaultValue = "8", description = "Pictures of a step.")
    int batch;

    @Option(
            names = "--together",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "Pictures that are computed at once; fewer take less memory. 0 takes the batch.")
    int together;

    @Option(
            names = "--checkpointing",
            defaultValue = "false",
            description = "Compute each layer once more for its gradient: a third more work, far less memory;"
                    + " default: no.")
    boolean checkpointing;

    @Option(
            names = "--precision",
            paramLabel = "FORMAT",
            defaultValue = "auto",
            description = "auto (fp16 on a GPU), fp32, or fp16: compute in 16 bits; weights and gradients are fp32.")
    TrainingPrecision precision;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "2.5e-6", description = "Adam's.")
    double learningRate;

    @Option(
            names = "--warm-up",
            paramLabel = "COUNT",
            defaultValue = "500",
            description = "Steps in which the learning rate rises from 0.")
    int warmUp;

    @Option(names = "--clip", paramLabel = "NORM", defaultValue = "1", description = "Largest norm of the gradient.")
    double clip;

    @Option(
            names = "--average",
            paramLabel = "DECAY",
            defaultValue = "0.9999",
            description = "Decay of the moving average of the weights, which is what is written; 0 for none.")
    double average;

    @Option(
            names = "--caption-dropout",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of the samples whose caption is left empty.")
    double captionDropout;

    @Option(
            names = "--least-scale",
            paramLabel = "SHARE",
            defaultValue = "0.4",
            description = "Smallest share of the canvas that a face picture takes.")
    double leastScale;

    @Option(
            names = "--variants",
            paramLabel = "COUNT",
            defaultValue = "4",
            description = "Placements of each face picture; more take more disk.")
    int variants;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description = "Side of the canvas; 0 takes what the model was trained at.")
    int size;

    @Option(
            names = "--every",
            paramLabel = "COUNT",
            defaultValue = "500",
            description = "Steps between checkpoints; each comes with figures and samples.")
    int every;

    @Option(
            names = "--half",
            defaultValue = "false",
            description = "Write the model in 16 bits, half as large: enough to edit with, too coarse to train it"
                    + " further; default: no.")
    boolean half;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "0", description = "Of all that is random.")
    long seed;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    private final BooleanSupplier cancelled;

    SpecializeCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        Path base = ModelLookup.ofThisMachine().find(model);
        PrintWriter console = spec.commandLine().getOut();
        if (goal.measure) {
            console.println(TrainingSpeed.measure(base, settings(base)).json());
            console.flush();
            return 0;
        }
        Path out = goal.run.out;
        Specialization job = new Specialization(base, goal.run.data, general, heldOut, out, half, settings(base));
        try (Progress shown = progress.style.open(console, spec.name())) {
            job.run(listener(shown, console, job.work().resolve("loss.svg")));
        }
        console.println("wrote %s; curve, figures and samples are in %s".formatted(out, job.work()));
        console.flush();
        return 0;
    }

    private SpecializationSettings settings(Path base) {
        return new SpecializationSettings(
                steps,
                batch,
                together == 0 ? batch : together,
                learningRate,
                warmUp,
                clip,
                average,
                generalShare,
                captionDropout,
                leastScale,
                variants,
                size == 0 ? ModelFolder.open(base).trainedSize() : size,
                every,
                checkpointing,
                precision,
                seed);
    }

    private SpecializationListener listener(Progress shown, PrintWriter console, Path curve) {
        long start = System.nanoTime();
        return new SpecializationListener() {
            @Override
            public void progress(String stage, long done, long total, long before) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
                shown.update(new Progress.Step(stage, done, total, before, elapsed));
            }

            @Override
            public void curve(List<Double> losses) {
                byte[] svg = Charts.losses(losses).getBytes(StandardCharsets.UTF_8);
                AtomicFile.write(curve, channel -> channel.write(ByteBuffer.wrap(svg)));
            }

            @Override
            public void say(String sentence) {
                console.println(sentence);
                console.flush();
            }

            @Override
            public boolean cancelled() {
                return cancelled.getAsBoolean();
            }
        };
    }
}
