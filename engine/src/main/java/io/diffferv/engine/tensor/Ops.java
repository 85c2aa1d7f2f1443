package io.diffferv.engine.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.diffferv.engine.tensor.cuda.FusedKernels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The tensor operations of the networks, run by libtorch: its functions where DJL binds them, those of {@code ops.py},
 * packed by {@link TorchScriptArchive} and called by name, for the rest, and our own kernels where they fuse several.
 *
 * <p>Token tensors are {@code [batch, tokens, channels]}, feature maps {@code [batch, channels, height, width]}. Every
 * result belongs to the innermost open {@link TensorScope} of the calling thread. Safe for use by one thread at a time.
 */
public final class Ops implements AutoCloseable {
    private static final Shape NO_DILATION = new Shape(1, 1);

    private final PtNDManager manager;
    private final PtSymbolBlock module;
    private final FusedKernels kernels;

    /** Up to which cuDNN's attention serves; 0 where it does not. */
    private final int cudnnHead;

    private final FrameAttention frames;
    private final FeatureMaps maps;

    /** Null while nothing is recorded. */
    private RecordedCall recordedCall;

    public Ops(Device device) {
        this.manager = (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
        // Specialising graphs on each new shape costs seconds a shape and gains nothing for functions this small.
        JniUtils.setGraphExecutorOptimize(false);
        try (InputStream source = Ops.class.getResourceAsStream("ops.py")) {
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            byte[] archive = TorchScriptArchive.pack("Ops", text);
            this.module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
        this.kernels = FusedKernels.open(device).orElse(null);
        this.frames = new FrameAttention(this, kernels);
        this.maps = new FeatureMaps(this, kernels);
        this.cudnnHead = kernels == null ? 0 : CudnnAttention.largestHead(manager, this::call);
    }

    /** The manager of the tensors on this device; closing {@link Ops} closes it. */
    public NDManager manager() {
        return manager;
    }

    public Device device() {
        return manager.getDevice();
    }

    public NDArray conv2d(NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
        return JniUtils.convolution(
                (PtNDArray) x,
                (PtNDArray) alike(weight, x),
                (PtNDArray) alike(bias, x),
                new Shape(stride, stride),
                new Shape(padding, padding),
                NO_DILATION,
                1);
    }

    public NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        // Not DJL's own binding: it adds the bias in a pass of its own, which takes longer than the product.
        return bias == null
                ? call("linear_unbiased", x, alike(weight, x))
                : call("linear", x, alike(weight, x), alike(bias, x));
    }

    public NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, double eps) {
        if (!fused(x) || !FusedKernels.fitsRows(weight.size())) {
            return JniUtils.layerNorm(
                    (PtNDArray) x, weight.getShape(), (PtNDArray) alike(weight, x), (PtNDArray) alike(bias, x), eps);
        }
        try (TensorScope scope = new TensorScope()) {
            NDArray dense = call("dense", x);
            NDArray out = like(dense);
            kernels.layerNorm(dense, null, null, out, weight, bias, eps);
            return scope.keep(out);
        }
    }

    /**
     * A sum and its layer norm.
     *
     * @param sum {@code x + y}
     * @param normed like it
     */
    public record NormedSum(NDArray sum, NDArray normed) {}

    /** Layer norm of {@code x + y}, which is returned too; both belong to the innermost open scope. */
    public NormedSum addLayerNorm(NDArray x, NDArray y, NDArray weight, NDArray bias, double eps) {
        if (!fused(x) || !FusedKernels.fitsRows(weight.size())) {
            NDArray sum = x.add(y);
            return new NormedSum(sum, layerNorm(sum, weight, bias, eps));
        }
        try (TensorScope scope = new TensorScope()) {
            NDArray dense = call("dense", x);
            NDArray sum = like(dense);
            NDArray out = like(dense);
            kernels.layerNorm(dense, call("dense", y), sum, out, weight, bias, eps);
            return new NormedSum(scope.keep(sum), scope.keep(out));
        }
    }

    public NDArray instanceNorm(NDArray x, double eps) {
        return call("instance_norm", x, eps);
    }

    public NDArray silu(NDArray x) {
        return call("silu", x);
    }

    public NDArray relu(NDArray x) {
        return call("relu", x);
    }

    /** The exact gelu, by the error function. */
    public NDArray gelu(NDArray x) {
        return call("gelu", x);
    }

    /** {@code x · σ(1.702 x)}, CLIP's gelu. */
    public NDArray quickGelu(NDArray x) {
        return call("quick_gelu", x);
    }

    /** Linear layer of twice the width, then first half times gelu of the second. */
    public NDArray geglu(NDArray x, NDArray weight, NDArray bias) {
        if (!fused(x) || !FusedKernels.fitsVectors(bias.size() / 2)) {
            return call("geglu", x, alike(weight, x), alike(bias, x));
        }
        try (TensorScope scope = new TensorScope()) {
            NDArray both = linear(x, weight, bias);
            Shape shape = both.getShape();
            NDArray out = x.getManager().create(withLast(shape, shape.getLastDimension() / 2), x.getDataType());
            kernels.geglu(both, out);
            return scope.keep(out);
        }
    }

    /** softmax(q kᵀ / √d) v for each head; {@code k} and {@code v} may have another number of tokens than {@code q}. */
    public NDArray attention(NDArray q, NDArray k, NDArray v, int heads) {
        boolean cudnn = fused(q) && CudnnAttention.fits(q, k, heads, cudnnHead);
        return call(cudnn ? CudnnAttention.FUNCTION : "attention", q, k, v, heads);
    }

    /** As {@link #attention}, each token seeing itself and the tokens before it. */
    public NDArray causalAttention(NDArray q, NDArray k, NDArray v, int heads) {
        return call("causal_attention", q, k, v, heads);
    }

    /** As {@link #attention} with {@code mask}, {@code [batch, 1, tokens, tokens]} or broadcast to it, added to q kᵀ / √d. */
    public NDArray maskedAttention(NDArray q, NDArray k, NDArray v, NDArray mask, int heads) {
        return call("masked_attention", q, k, v, mask, heads);
    }

    /** Layers of feature maps. */
    public FeatureMaps maps() {
        return maps;
    }

    /** Attention between the frames of a clip. */
    public FrameAttention frames() {
        return frames;
    }

    /** Doubles height and width by repeating values. */
    public NDArray upsampleNearest(NDArray x) {
        return call("upsample_nearest", x);
    }

    public NDArray resizeBilinear(NDArray x, int height, int width) {
        return call("resize_bilinear", x, height, width);
    }

    /** Bicubic (a = −0.5) with its kernel widened where it shrinks, as PIL resizes; may overshoot. */
    public NDArray resizeBicubic(NDArray x, int height, int width) {
        return call("resize_bicubic", x, height, width);
    }

    /** The largest value of each square window that lies within {@code x}. */
    public NDArray maxPool(NDArray x, int kernel, int stride) {
        return call("max_pool", x, kernel, stride);
    }

    public NDArray padZeros(NDArray x, int left, int right, int top, int bottom) {
        return call("pad", x, left, right, top, bottom, "constant");
    }

    public NDArray padReplicate(NDArray x, int left, int right, int top, int bottom) {
        return call("pad", x, left, right, top, bottom, "replicate");
    }

    /** The 3×3 neighbourhood of each place, zeros outside: {@code [batch, channels · 9, height · width]}. */
    public NDArray unfold3(NDArray x) {
        return call("unfold3", x);
    }

    /**
     * Bilinear sampling, zeros outside, corners aligned.
     *
     * @param grid {@code [batch, height, width, 2]}, x then y, −1 to 1
     */
    public NDArray gridSample(NDArray x, NDArray grid) {
        return call("grid_sample", x, grid);
    }

    /** {@code a x + b y}. */
    public NDArray combine(double a, NDArray x, double b, NDArray y) {
        return call("combine", a, x, b, y);
    }

    /** {@code x}, {@code [batch, channels, height, width]}, with its channels innermost in memory. */
    public NDArray channelsLast(NDArray x) {
        return call("channels_last", x);
    }

    /** Whether fp16 networks are faster with {@link #channelsLast} feature maps here; our kernels have no derivative. */
    public boolean prefersChannelsLast(DataType type) {
        return kernels != null && type == DataType.FLOAT16 && recordedCall == null;
    }

    /**
     * A weight in the number format of the features {@code x}: fp32 weights are trained on 16-bit ones. The derivative
     * comes back through the cast, so that it is fp32 as well.
     */
    NDArray alike(NDArray weight, NDArray x) {
        return recordedCall == null || weight == null ? weight : cast(weight, x);
    }

    /** {@code x} in the number format of {@code like}; DJL's own cast leaves the tape. */
    public NDArray cast(NDArray x, NDArray like) {
        return x.getDataType() == like.getDataType() ? x : call("cast", x, like);
    }

    /** Whether our own kernels serve tensors such as {@code x}. */
    boolean fused(NDArray x) {
        return prefersChannelsLast(x.getDataType());
    }

    /** A new dense tensor of the shape of {@code x}. */
    static NDArray like(NDArray x) {
        return x.getManager().create(x.getShape(), x.getDataType());
    }

    private static Shape withLast(Shape shape, long last) {
        long[] sides = shape.getShape().clone();
        sides[sides.length - 1] = last;
        return new Shape(sides);
    }

    /** Calls a function of {@code ops.py}. */
    NDArray call(String function, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = toIValue(arguments[i]);
            }
            try (IValue result = recordedCall == null
                    ? IValueUtils.runMethod(module, function, values)
                    : recordedCall.run(function, values)) {
                return result.toTensor(manager);
            }
        } finally {
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    /** Another handle of the same tensor, derivative included, to be closed on its own. */
    NDArray handle(NDArray tensor) {
        try (IValue value = IValue.from((PtNDArray) tensor)) {
            return value.toTensor(manager);
        }
    }

    /** Whether weights that are used now may change, so that nothing may be computed from them once and for all. */
    public boolean tracksWeights() {
        return recordedCall != null;
    }

    /** Whether derivatives of what follows will be wanted; see {@link Autograd}. */
    void record(boolean on) {
        recordedCall = on ? new RecordedCall(module) : null;
    }

    private static IValue toIValue(Object argument) {
        if (argument instanceof PtNDArray tensor) {
            return IValue.from(tensor);
        }
        if (argument instanceof Integer integer) {
            return IValue.from(integer.longValue());
        }
        if (argument instanceof Double number) {
            return IValue.from(number);
        }
        if (argument instanceof String text) {
            return IValue.from(text);
        }
        if (argument instanceof List<?> tensors) {
            return IValue.listFrom(tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
        }
        throw new IllegalArgumentException("no TorchScript value for " + argument);
    }

    @Override
    public void close() {
        if (kernels != null) {
            kernels.close();
        }
        module.close();
        manager.close();
    }
}
