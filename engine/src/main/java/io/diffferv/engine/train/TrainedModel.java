package io.diffferv.engine.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.clip.CLIPTextModel;
import io.diffferv.engine.clip.ClipTokenizer;
import io.diffferv.engine.schedule.DdimScheduler;
import io.diffferv.engine.tensor.Autograd;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.vae.AutoencoderKL;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.WeightMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/** A model whose U-Net is trained, in fp32; autoencoder and text encoder stay as they are. */
final class TrainedModel implements AutoCloseable {
    /** Prompts whose embeddings are kept: most data sets repeat few captions, or none. */
    private static final int KEPT_PROMPTS = 256;

    private final ModelFolder folder;
    private final Ops ops;
    private final Autograd autograd;
    private final ClipTokenizer tokenizer;
    private final CLIPTextModel textEncoder;
    private final AutoencoderKL vae;
    private final UNet2DConditionModel unet;
    private final SortedMap<String, NDArray> parameters;
    private final Map<String, float[]> embeddings = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > KEPT_PROMPTS;
        }
    };

    private TrainedModel(ModelFolder folder, Ops ops) {
        this.folder = folder;
        this.ops = ops;
        this.autograd = new Autograd(ops);
        this.tokenizer = ClipTokenizer.open(folder.tokenizer(), folder.textEncoder());
        try (WeightMap weights = folder.openTextEncoder(ops.manager(), DataType.FLOAT32)) {
            this.textEncoder = new CLIPTextModel(ops, folder.textEncoder(), weights);
        }
        try (WeightMap weights = folder.openVae(ops.manager(), DataType.FLOAT32)) {
            this.vae = new AutoencoderKL(ops, folder.vae(), weights);
        }
        try (Parameters weights = new Parameters(folder.openUnet(ops.manager(), DataType.FLOAT32))) {
            this.unet = autograd.building(() -> new UNet2DConditionModel(ops, folder.unet(), weights));
            this.parameters = weights.tensors();
        }
    }

    /** Loads it on the first GPU, if there is one. */
    static TrainedModel load(ModelFolder folder) {
        Ops ops = new Ops(Engine.getEngine("PyTorch").getGpuCount() > 0 ? Device.gpu() : Device.cpu());
        try {
            return new TrainedModel(folder, ops);
        } catch (RuntimeException e) {
            ops.close();
            throw e;
        }
    }

    ModelFolder folder() {
        return folder;
    }

    Autograd autograd() {
        return autograd;
    }

    UNet2DConditionModel unet() {
        return unet;
    }

    /** The U-Net's weights by their names in the file: tracked, fp32, owned by this model. */
    SortedMap<String, NDArray> parameters() {
        return parameters;
    }

    int timesteps() {
        return folder.scheduler().numTrainTimesteps();
    }

    /** @param precision see {@link NoiseLoss} */
    NoiseLoss loss(DataType precision) {
        return new NoiseLoss(unet, new DdimScheduler(folder.scheduler(), 1), precision);
    }

    /**
     * Scaled latents, the mean of their distribution.
     *
     * @param picture with sides divisible by 8
     * @return {@code [4, height / 8, width / 8]}, row-major
     */
    float[] latents(RgbImage picture) {
        float[] signed = new float[picture.samples().length];
        for (int i = 0; i < signed.length; i++) {
            signed[i] = 2 * picture.samples()[i] - 1;
        }
        try (TensorScope scope = new TensorScope()) {
            NDArray pixels = ops.manager().create(signed, new Shape(1, 3, picture.height(), picture.width()));
            return vae.latents(pixels, 1).toFloatArray();
        }
    }

    /**
     * The picture of scaled latents.
     *
     * @param latents {@code [4, size / 8, size / 8]}, row-major
     * @param size side of the picture in pixels
     */
    RgbImage picture(float[] latents, int size) {
        try (TensorScope scope = new TensorScope()) {
            float[] samples = vae.pixels(latents(latents, 1, size), 1).toFloatArray();
            for (int i = 0; i < samples.length; i++) {
                samples[i] = Math.max(0, Math.min(1, (samples[i] + 1) / 2));
            }
            return new RgbImage(size, size, samples);
        }
    }

    /** Numbers in the latents of a {@code size x size} picture, size in pixels. */
    int latentCount(int size) {
        int side = latentSide(size);
        return folder.vae().latentChannels() * side * side;
    }

    /** Side of the latents of a picture whose side is {@code size} pixels. */
    int latentSide(int size) {
        return size / folder.vae().downscale();
    }

    /**
     * @param values as of {@link #latents(RgbImage)}, image after image
     * @param size side of the pictures in pixels
     * @return {@code [images, 4, size / 8, size / 8]}, owned by the innermost open scope
     */
    NDArray latents(float[] values, int images, int size) {
        int side = latentSide(size);
        return ops.manager().create(values, new Shape(images, folder.vae().latentChannels(), side, side));
    }

    /** @return {@code [captions, 77, channels]}, owned by the innermost open scope */
    NDArray embed(String... captions) {
        int positions = folder.textEncoder().maxPositionEmbeddings();
        int width = folder.textEncoder().hiddenSize();
        float[] all = new float[captions.length * positions * width];
        for (int i = 0; i < captions.length; i++) {
            System.arraycopy(embedding(captions[i]), 0, all, i * positions * width, positions * width);
        }
        return ops.manager().create(all, new Shape(captions.length, positions, width));
    }

    private float[] embedding(String caption) {
        return embeddings.computeIfAbsent(caption, text -> {
            try (TensorScope scope = new TensorScope()) {
                return textEncoder.forward(tokenizer.encode(text)).toFloatArray();
            }
        });
    }

    @Override
    public void close() {
        ops.close();
    }
}
