package io.diffferv.engine.metrics;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.weights.WeightMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Learned perceptual image patch similarity (Zhang et al. 2018), version 0.1 on AlexNet (method.md N): how different two
 * pictures look, 0 for equal ones. For one thread at a time.
 */
public final class LPIPS implements AutoCloseable {
    /** Of values in [-1, 1]: the colours of ImageNet. */
    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};

    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};
    private static final double EPS = 1e-10;

    private final Ops ops;
    private final NDArray shift;
    private final NDArray scale;
    private final AlexNet net;

    /** One for each feature map, {@code [1, channels, 1, 1]}. */
    private final List<NDArray> lins = new ArrayList<>();

    private LPIPS(Ops ops, WeightMap weights) {
        this.ops = ops;
        this.shift = ops.manager().create(SHIFT, new Shape(1, SHIFT.length, 1, 1));
        this.scale = ops.manager().create(SCALE, new Shape(1, SCALE.length, 1, 1));
        this.net = new AlexNet(ops, weights);
        for (int i = 0; i < AlexNet.CHANNELS.size(); i++) {
            // NetLinLayer is a dropout, which does nothing here, and a convolution of kernel 1.
            lins.add(weights.at("lin" + i).at("model.1").tensor("weight", 1, AlexNet.CHANNELS.get(i), 1, 1));
        }
    }

    /**
     * Loads the networks onto the CPU.
     *
     * @param folder with safetensors files that hold {@code features.0.weight} and so on, as torchvision's AlexNet
     *     names them, and {@code lin0.model.1.weight} to {@code lin4.model.1.weight}, as LPIPS' own checkpoint does
     * @throws EditException {@code MODEL} when one of them is missing or of another shape
     */
    public static LPIPS open(Path folder) {
        Ops ops = new Ops(Device.cpu());
        try (WeightMap weights = WeightMap.openFolder(folder, ops.manager(), DataType.FLOAT32)) {
            return new LPIPS(ops, weights);
        } catch (RuntimeException e) {
            ops.close();
            throw e;
        }
    }

    /**
     * @param image of the size of {@code reference}
     * @throws EditException {@code BAD_INPUT} when the pictures are too small for the network
     */
    public double distance(RgbImage reference, RgbImage image) {
        if (Math.min(reference.width(), reference.height()) < AlexNet.SHORTEST_SIDE) {
            throw new EditException(
                    FailureCode.BAD_INPUT,
                    new Problem(
                            "the pictures are too small for LPIPS",
                            "source clip",
                            "sides of at least %d pixels".formatted(AlexNet.SHORTEST_SIDE),
                            "%d x %d".formatted(reference.width(), reference.height()),
                            "compare without it"));
        }
        try (TensorScope scope = new TensorScope()) {
            NDArray both = tensor(reference).concat(tensor(image), 0);
            List<NDArray> maps = net.forward(both.mul(2).sub(1).sub(shift).div(scale));
            double sum = 0;
            for (int i = 0; i < maps.size(); i++) {
                NDArray unit = unit(maps.get(i));
                NDArray difference = unit.get("0:1").sub(unit.get("1:2")).square();
                sum += difference.mul(lins.get(i)).sum(new int[] {1}).mean().getFloat();
            }
            return sum;
        }
    }

    @Override
    public void close() {
        ops.close();
    }

    private NDArray tensor(RgbImage image) {
        return ops.manager().create(image.samples(), new Shape(1, RgbImage.CHANNELS, image.height(), image.width()));
    }

    /** Of length 1 over the channels at each place. */
    private static NDArray unit(NDArray map) {
        return map.div(map.square().sum(new int[] {1}, true).sqrt().add(EPS));
    }
}
