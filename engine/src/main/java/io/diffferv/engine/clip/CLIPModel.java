package io.diffferv.engine.clip;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.ClipFolder;
import io.diffferv.engine.weights.Linear;
import io.diffferv.engine.weights.WeightMap;
import java.nio.file.Path;

/**
 * CLIP (Radford et al. 2021): pictures and texts as unit vectors of one space, in which what belongs together is close.
 * For one thread at a time.
 */
public final class CLIPModel implements AutoCloseable {
    private final Ops ops;
    private final ClipTokenizer tokenizer;
    private final CLIPImageProcessor processor;
    private final CLIPVisionModel visionModel;
    private final CLIPTextModel textModel;
    private final Linear visualProjection;
    private final Linear textProjection;

    private CLIPModel(Ops ops, ClipFolder folder, WeightMap weights) {
        int width = folder.projectionDim();
        this.ops = ops;
        this.tokenizer = ClipTokenizer.open(folder.root(), folder.text());
        this.processor = new CLIPImageProcessor(ops, folder.vision().imageSize());
        this.visionModel = new CLIPVisionModel(ops, folder.vision(), weights.at("vision_model"));
        this.visualProjection = Linear.loadUnbiased(
                ops, weights.at("visual_projection"), folder.vision().hiddenSize(), width);
        this.textProjection = Linear.loadUnbiased(
                ops, weights.at("text_projection"), folder.text().hiddenSize(), width);
        // Scales similarities for training; cosines do without.
        weights.tensor("logit_scale").close();
        // The last one, since it checks that no weight of the whole file is left over.
        this.textModel = new CLIPTextModel(ops, folder.text(), weights.at("text_model"));
    }

    /**
     * Loads a model onto the CPU.
     *
     * @param folder CLIPModel as transformers saves it, with its tokenizer
     * @throws io.diffferv.engine.failure.EditException {@code MODEL} when it is incomplete, damaged or another network
     */
    public static CLIPModel open(Path folder) {
        ClipFolder found = ClipFolder.open(folder);
        Ops ops = new Ops(Device.cpu());
        try (WeightMap weights = found.openWeights(ops.manager())) {
            return new CLIPModel(ops, found, weights);
        } catch (RuntimeException e) {
            ops.close();
            throw e;
        }
    }

    /**
     * @param picture planar RGB {@code [3, height, width]} in [0, 1]
     * @return its embedding, of length 1
     */
    public float[] embed(float[] picture, int width, int height) {
        try (TensorScope scope = new TensorScope()) {
            return imageFeatures(processor.process(picture, width, height));
        }
    }

    /** @return the text's embedding, of length 1 */
    public float[] embed(String text) {
        return textFeatures(tokenizer.encode(text));
    }

    /** @param pixels {@code [1, 3, image size, image size]}, normalised */
    float[] imageFeatures(NDArray pixels) {
        try (TensorScope scope = new TensorScope()) {
            return unit(visualProjection.forward(visionModel.forward(pixels)));
        }
    }

    /** @param ids as many as there are positions */
    float[] textFeatures(int[] ids) {
        int end = 0;
        for (int i = 1; i < ids.length; i++) {
            // The end token has the highest id; it is what saw the whole text.
            end = ids[i] > ids[end] ? i : end;
        }
        try (TensorScope scope = new TensorScope()) {
            return unit(textProjection.forward(textModel.forward(ids).get(":, " + end)));
        }
    }

    Ops ops() {
        return ops;
    }

    CLIPImageProcessor processor() {
        return processor;
    }

    @Override
    public void close() {
        ops.close();
    }

    private static float[] unit(NDArray features) {
        return features.div(features.square().sum().sqrt()).toFloatArray();
    }
}
