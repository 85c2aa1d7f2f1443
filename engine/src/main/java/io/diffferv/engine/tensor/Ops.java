package io.diffferv.engine.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The tensor operations of the networks, run by libtorch: functions of {@code ops.py}, packed by
 * {@link TorchScriptArchive} and called by name. DJL has no binding for most of them.
 *
 * <p>Token tensors are {@code [batch, tokens, channels]}, feature maps {@code [batch, channels, height, width]}. Every
 * result belongs to the innermost open {@link TensorScope} of the calling thread. Safe for use by one thread at a time.
 */
public final class Ops implements AutoCloseable {
    private final PtNDManager manager;
    private final PtSymbolBlock module;

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
    }

    /** The manager of the tensors on this device; closing {@link Ops} closes it. */
    public NDManager manager() {
        return manager;
    }

    public Device device() {
        return manager.getDevice();
    }

    public NDArray conv2d(NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
        return bias == null
                ? call("conv2d_unbiased", x, weight, stride, padding)
                : call("conv2d", x, weight, bias, stride, padding);
    }

    public NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return bias == null ? call("linear_unbiased", x, weight) : call("linear", x, weight, bias);
    }

    public NDArray groupNorm(NDArray x, NDArray weight, NDArray bias, int groups, double eps) {
        return call("group_norm", x, weight, bias, groups, eps);
    }

    public NDArray groupNormSilu(NDArray x, NDArray weight, NDArray bias, int groups, double eps) {
        return call("group_norm_silu", x, weight, bias, groups, eps);
    }

    public NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, double eps) {
        return call("layer_norm", x, weight, bias, eps);
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
        return call("geglu", x, weight, bias);
    }

    /** softmax(q kᵀ / √d) v for each head; {@code k} and {@code v} may have another number of tokens than {@code q}. */
    public NDArray attention(NDArray q, NDArray k, NDArray v, int heads) {
        return call("attention", q, k, v, heads);
    }

    /** As {@link #attention}, each token seeing itself and the tokens before it. */
    public NDArray causalAttention(NDArray q, NDArray k, NDArray v, int heads) {
        return call("causal_attention", q, k, v, heads);
    }

    /** As {@link #attention} with {@code mask}, {@code [batch, 1, tokens, tokens]} or broadcast to it, added to q kᵀ / √d. */
    public NDArray maskedAttention(NDArray q, NDArray k, NDArray v, NDArray mask, int heads) {
        return call("masked_attention", q, k, v, mask, heads);
    }

    /**
     * Sets the tokens of several images side by side.
     *
     * @param x {@code [images, tokens, channels]}
     * @param images {@code [rows, n]} int64, the images that each row of the result holds
     * @return {@code [rows, n · tokens, channels]}
     */
    public NDArray window(NDArray x, NDArray images) {
        return call("window", x, images);
    }

    /**
     * Attention of each token over the tokens of its own path.
     *
     * @param q,k,v,base {@code [branches, frames · tokens, channels]}
     * @param mix share of the attention in the result, the rest is {@code base}
     * @param paths one int64 tensor {@code [paths, length]} of token indices for each path length, no token twice
     * @return like {@code base}, and equal to it where no path passes
     */
    public NDArray pathAttention(
            NDArray q, NDArray k, NDArray v, NDArray base, double mix, List<NDArray> paths, int heads) {
        return call("path_attention", q, k, v, base, mix, paths, heads);
    }

    /** Doubles height and width by repeating values. */
    public NDArray upsampleNearest(NDArray x) {
        return call("upsample_nearest", x);
    }

    public NDArray resizeBilinear(NDArray x, int height, int width) {
        return call("resize_bilinear", x, height, width);
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

    public NDArray channelsLast(NDArray x) {
        return call("channels_last", x);
    }

    private NDArray call(String function, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = toIValue(arguments[i]);
            }
            try (IValue result = IValueUtils.runMethod(module, function, values)) {
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
        module.close();
        manager.close();
    }
}
