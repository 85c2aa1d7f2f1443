package io.diffferv.engine.train;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.tensor.Segments;
import io.diffferv.engine.unet.UNetPass;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.Random;

/**
 * Steps of a {@link Specialization} on random latents, for the time and the memory that they take, which do not depend
 * on the values. Nothing is written.
 */
public final class TrainingTrial implements AutoCloseable {
    private static final String CAPTION = "a photo of a man";

    /** A derivative takes two products of the size of the one that it is the derivative of. */
    private static final int WITH_DERIVATIVES = 3;

    private final TrainedModel model;
    private final SpecializationSettings settings;
    private final LossScale scale;
    private final MovingAverage average;
    private final TrainingStep step;
    private long done;

    private TrainingTrial(TrainedModel model, SpecializationSettings settings) {
        this.model = model;
        this.settings = settings;
        this.scale = new LossScale(settings.precision().type());
        this.average = new MovingAverage(model.parameters(), settings.average());
        this.step = new TrainingStep(model, new Adam(model.parameters()), this::sample, settings, scale);
    }

    /**
     * Loads a model for training.
     *
     * @throws EditException with the code {@code MODEL} when it is missing or damaged
     */
    public static TrainingTrial open(Path model, SpecializationSettings settings) {
        TrainedModel trained = TrainedModel.load(ModelFolder.open(model));
        try {
            return new TrainingTrial(trained, settings);
        } catch (RuntimeException e) {
            trained.close();
            throw e;
        }
    }

    /** One step of the optimizer and of the moving average. */
    public void step() {
        done++;
        step.run(done);
        average.update(done);
    }

    /** Steps that changed nothing, see {@link LossScale}. */
    public long skipped() {
        return scale.skipped();
    }

    /** Numbers that are trained. */
    public long parameters() {
        return model.parameters().values().stream().mapToLong(NDArray::size).sum();
    }

    /** Floating-point operations that a step cannot do without: not those that checkpointing does again. */
    public double flops() {
        int side = model.latentSide(settings.size());
        UNetPass image = UNetPass.plain(1, Segments.ONCE);
        return WITH_DERIVATIVES * settings.batch() * model.unet().flops(side, side, image);
    }

    private Samples.Sample sample(long number) {
        Random random = Draw.of(settings.seed(), Draw.Purpose.SAMPLE, number);
        int count = model.latentCount(settings.size());
        int t = random.nextInt(model.timesteps());
        return new Samples.Sample(Draw.gaussians(random, count), Draw.gaussians(random, count), t, CAPTION);
    }

    @Override
    public void close() {
        model.close();
    }
}
