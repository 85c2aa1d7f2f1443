package io.diffferv.engine.edit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.clip.CLIPTextModel;
import io.diffferv.engine.clip.ClipTokenizer;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.unet.UNetPass;
import io.diffferv.engine.vae.AutoencoderKL;
import io.diffferv.engine.vae.AutoencoderTiny;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.WeightMap;

/**
 * A diffusers folder, loaded on one device. Latents and predictions pass through here in fp32 whatever the networks
 * compute in; the text encoder always computes in fp32.
 */
public final class DiffusionModel implements AutoCloseable {
    private final ModelFolder folder;
    private final DataType precision;
    private final Ops ops;
    private final ClipTokenizer tokenizer;
    private final CLIPTextModel textEncoder;
    private final UNet2DConditionModel unet;
    private final AutoencoderKL vae;
    private AutoencoderTiny tinyVae;
    private Work work = Work.NONE;

    private DiffusionModel(ModelFolder folder, DataType precision, Ops ops) {
        this.folder = folder;
        this.precision = precision;
        this.ops = ops;
        this.tokenizer = ClipTokenizer.open(folder.tokenizer(), folder.textEncoder());
        try (WeightMap weights = folder.openTextEncoder(ops.manager(), DataType.FLOAT32)) {
            this.textEncoder = new CLIPTextModel(ops, folder.textEncoder(), weights);
        }
        try (WeightMap weights = folder.openUnet(ops.manager(), precision)) {
            this.unet = new UNet2DConditionModel(ops, folder.unet(), weights);
        }
        try (WeightMap weights = folder.openVae(ops.manager(), precision)) {
            this.vae = new AutoencoderKL(ops, folder.vae(), weights);
        }
    }

    /**
     * @param precision number format of U-Net and autoencoder; FLOAT32 on a CPU
     * @throws io.diffferv.engine.failure.EditException {@code MODEL} when the folder is incomplete or damaged
     */
    public static DiffusionModel load(ModelFolder folder, Device device, DataType precision) {
        Ops ops = new Ops(device);
        try {
            return new DiffusionModel(folder, precision, ops);
        } catch (RuntimeException e) {
            ops.close();
            throw e;
        }
    }

    public ModelFolder folder() {
        return folder;
    }

    public DataType precision() {
        return precision;
    }

    public Ops ops() {
        return ops;
    }

    public AutoencoderKL vae() {
        return vae;
    }

    /**
     * The small autoencoder, which is loaded when it is first wanted; only where the folder has one.
     *
     * @throws io.diffferv.engine.failure.EditException {@code MODEL} when it is damaged or does not fit the model
     */
    public AutoencoderTiny tinyVae() {
        if (tinyVae == null) {
            try (WeightMap weights = folder.openTinyVae(ops.manager(), precision)) {
                tinyVae = new AutoencoderTiny(ops, folder.tinyVaeConfig(), weights, precision);
            }
        }
        return tinyVae;
    }

    /** @return {@code [1, 77, channels]}, owned by the innermost open scope */
    public NDArray embed(String prompt) {
        return textEncoder.forward(tokenizer.encode(prompt));
    }

    /**
     * @param embeddings {@code [branches, 77, channels]}
     * @return what the U-Net needs of the prompts; the caller closes it
     */
    public TextContext context(NDArray embeddings) {
        return unet.context(embeddings.toType(precision, false));
    }

    /**
     * ε_θ(z, t, c).
     *
     * @param z {@code [branches · frames, 4, height, width]}, fp32
     * @return like {@code z}, fp32, owned by the innermost open scope
     */
    public NDArray noise(NDArray z, double t, TextContext context, UNetPass pass) {
        count(z, pass);
        try (TensorScope scope = new TensorScope()) {
            NDArray noise = unet.forward(z.toType(precision, false), t, context, pass);
            return scope.keep(noise.toType(DataType.FLOAT32, false));
        }
    }

    /** As {@link #noise}, for what {@code pass} records on the way. */
    public void record(NDArray z, double t, TextContext context, UNetPass pass) {
        count(z, pass);
        try (TensorScope scope = new TensorScope()) {
            unet.record(z.toType(precision, false), t, context, pass);
        }
    }

    private void count(NDArray z, UNetPass pass) {
        Shape shape = z.getShape();
        int height = Math.toIntExact(shape.get(2));
        int width = Math.toIntExact(shape.get(3));
        count(new Work(shape.get(0), unet.flops(height, width, pass), 0, 0));
    }

    /** Adds to {@link #work} what was done with parts of this model, or for it. */
    void count(Work done) {
        work = work.plus(done);
    }

    /** Everything computed since the model was loaded; what speeds are counted in. */
    public Work work() {
        return work;
    }

    @Override
    public void close() {
        ops.close();
    }
}
