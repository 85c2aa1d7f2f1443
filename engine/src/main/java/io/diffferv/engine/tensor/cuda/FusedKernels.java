package io.diffferv.engine.tensor.cuda;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.diffferv.engine.tensor.cuda.CudaModule.Grid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels of {@code kernels.cu} on one GPU. All tensors are fp16 and dense, channels innermost; whoever calls has
 * made sure that {@link #fitsNorm} and the like hold. Used by one thread at a time.
 */
public final class FusedKernels implements AutoCloseable {
    /** A warp takes one frame a lane. */
    public static final int MOST_FRAMES = 32;

    private static final Logger LOG = LoggerFactory.getLogger(FusedKernels.class);
    private static final String SOURCE = "kernels.cu";

    /** Values that a thread reads at once. */
    private static final int VECTOR = 8;

    private static final int THREADS = 320;
    private static final int MOST_THREADS = 1024;
    private static final int WARP = 32;
    private static final int BLOCK = 256;

    /** Rows that a block of {@code layer_norm} normalises, a warp each. */
    private static final int ROWS = 8;

    /** Vectors of a row that a lane keeps in registers: the instances there are. */
    private static final NavigableSet<Integer> ROW_WORDS = new TreeSet<>(List.of(1, 2, 3, 5, 8));

    /** Places that a thread of {@code add_biased} adds. */
    private static final int PLACES_ADDED = 8;

    /** Values of a feature map that a block normalises, unless the map is so large that this makes too many slices. */
    private static final int VALUES = 1 << 14;

    private static final int MOST_SLICES = 64;

    /** Bytes that a block may share without asking the driver for more. */
    private static final int SHARED_BYTES = 48 << 10;

    private final int device;
    private final Pointer context;
    private final Nvrtc compiler;
    private final String source;
    private final String architecture;
    private final CudaModule common;
    private final Map<Integer, CudaModule> byHeadSize = new HashMap<>();

    /** Null on a card that it is not made for. */
    private final WindowKernel windows;

    private FusedKernels(int ordinal, Path libtorch) throws IOException {
        CudaDriver.bind();
        DeviceAddress.bind(libtorch);
        this.compiler = Nvrtc.open(libtorch);
        this.source = text(SOURCE);
        CudaModule.check(CudaDriver.cuInit(0), "cuInit");
        IntByReference found = new IntByReference();
        CudaModule.check(CudaDriver.cuDeviceGet(found, ordinal), "cuDeviceGet");
        this.device = found.getValue();
        this.architecture = "sm_%d%d"
                .formatted(
                        attribute(CudaDriver.COMPUTE_CAPABILITY_MAJOR), attribute(CudaDriver.COMPUTE_CAPABILITY_MINOR));
        PointerByReference retained = new PointerByReference();
        CudaModule.check(CudaDriver.cuDevicePrimaryCtxRetain(retained, device), "cuDevicePrimaryCtxRetain");
        this.context = retained.getValue();
        this.common = module(List.of());
        this.windows = architecture.equals(WindowKernel.MADE_FOR)
                ? new WindowKernel(context, compiler, text(WindowKernel.SOURCE))
                : null;
    }

    private static String text(String resource) throws IOException {
        try (InputStream stream = FusedKernels.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The kernels for {@code device}; nothing, and a line in the log, where they cannot be had. */
    public static Optional<FusedKernels> open(Device device) {
        if (!device.isGpu()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FusedKernels(device.getDeviceId(), Path.of(LibUtils.getLibtorchPath())));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.info("The GPU works without our own kernels, more slowly: {}", e.toString());
            return Optional.empty();
        }
    }

    private int attribute(int attribute) {
        IntByReference value = new IntByReference();
        CudaModule.check(CudaDriver.cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute");
        return value.getValue();
    }

    private CudaModule module(List<String> definitions) {
        List<String> options = new ArrayList<>(definitions);
        options.add("--gpu-architecture=" + architecture);
        return new CudaModule(context, compiler.compile(SOURCE, source, options));
    }

    /** Whether {@link #addBiased} and {@link #interleave} take so many channels, and {@link #geglu} gives such rows. */
    public static boolean fitsVectors(long channels) {
        return channels % VECTOR == 0 && channels / VECTOR <= MOST_THREADS;
    }

    /** Whether {@link #groupNorm} takes a feature map of so many channels. */
    public static boolean fitsNorm(long channels, int groups) {
        return channels % VECTOR == 0 && channels % groups == 0 && channels <= SHARED_BYTES / (2 * Float.BYTES);
    }

    /**
     * Group normalisation of {@code x + shift}, then SiLU if asked.
     *
     * @param x {@code [images, channels, height, width]}, channels innermost in memory
     * @param shift {@code [channels]}, or null
     * @param out like {@code x} in memory, written
     */
    public void groupNorm(
            NDArray x, NDArray shift, NDArray out, NDArray weight, NDArray bias, int groups, double eps, boolean silu) {
        Shape shape = x.getShape();
        int images = Math.toIntExact(shape.get(0));
        int channels = Math.toIntExact(shape.get(1));
        int places = Math.toIntExact(shape.get(2) * shape.get(3));
        // Decided by the map alone: the order of the sums must not depend on the batch.
        int slices = Math.toIntExact(Math.max(1, Math.min(MOST_SLICES, (long) places * channels / VALUES)));
        int lanes = channels / VECTOR;
        int threads = threads(lanes);
        NDManager manager = x.getManager();
        NDArray sums = manager.create(new Shape(images, slices, groups, 2), DataType.FLOAT32);
        common.launch(
                "group_norm_sums",
                new Grid(slices, images, threads, threads * VECTOR * 2 * Float.BYTES),
                DeviceAddress.of(x),
                DeviceAddress.orNull(shift),
                DeviceAddress.of(sums),
                places,
                channels,
                groups);
        common.launch(
                "group_norm_apply",
                new Grid(slices, images, threads, Math.max(threads, groups) * 2 * Float.BYTES),
                DeviceAddress.of(x),
                DeviceAddress.orNull(shift),
                DeviceAddress.of(out),
                DeviceAddress.of(sums),
                DeviceAddress.of(weight),
                DeviceAddress.of(bias),
                places,
                channels,
                groups,
                (float) eps,
                silu ? 1 : 0);
        sums.close();
    }

    /** About {@link #THREADS}, a whole number of places. */
    private static int threads(int lanes) {
        return Math.max(1, THREADS / lanes) * lanes;
    }

    /** Whether {@link #layerNorm} takes rows of so many channels. */
    public static boolean fitsRows(long channels) {
        return channels % VECTOR == 0 && channels <= ROW_WORDS.last() * WARP * VECTOR;
    }

    /**
     * Layer normalisation of {@code x}, or of {@code x + y}.
     *
     * @param x {@code [..., channels]}
     * @param y like {@code x}, or null
     * @param sum like {@code x}, written; null without {@code y}
     * @param out like {@code x}, written
     */
    public void layerNorm(NDArray x, NDArray y, NDArray sum, NDArray out, NDArray weight, NDArray bias, double eps) {
        int channels = Math.toIntExact(weight.size());
        int rows = Math.toIntExact(x.size() / channels);
        int words = ROW_WORDS.ceiling((channels + WARP * VECTOR - 1) / (WARP * VECTOR));
        common.launch(
                "layer_norm_" + words,
                new Grid((rows + ROWS - 1) / ROWS, 1, ROWS * WARP, 0),
                DeviceAddress.of(x),
                DeviceAddress.orNull(y),
                DeviceAddress.orNull(sum),
                DeviceAddress.of(out),
                DeviceAddress.of(weight),
                DeviceAddress.of(bias),
                rows,
                channels,
                (float) eps);
    }

    /**
     * {@code x + y + bias}.
     *
     * @param x {@code [images, channels, height, width]}, channels innermost in memory, a multiple of 8
     * @param y likewise
     * @param bias {@code [channels]}
     * @param out likewise, written
     */
    public void addBiased(NDArray x, NDArray y, NDArray bias, NDArray out) {
        int channels = Math.toIntExact(bias.size());
        int places = Math.toIntExact(x.size() / channels);
        int lanes = channels / VECTOR;
        int threads = threads(lanes);
        int block = threads / lanes * PLACES_ADDED;
        common.launch(
                "add_biased",
                new Grid((places + block - 1) / block, 1, threads, 0),
                DeviceAddress.of(x),
                DeviceAddress.of(y),
                DeviceAddress.of(bias),
                DeviceAddress.of(out),
                places,
                channels);
    }

    /**
     * Lays four pictures into each other and adds a bias.
     *
     * @param x {@code [images, 4 · channels, height + 1, width + 1]}, channels innermost in memory: of even rows and
     *     columns, where its last row and column are left out, odd columns, where its last row and first column are,
     *     and so on
     * @param bias {@code [channels]}
     * @param out {@code [images, channels, 2 · height, 2 · width]}, likewise in memory, written
     */
    public void interleave(NDArray x, NDArray bias, NDArray out) {
        Shape shape = out.getShape();
        int rows = Math.toIntExact(shape.get(2));
        common.launch(
                "interleave",
                new Grid(rows, Math.toIntExact(shape.get(0)), BLOCK, 0),
                DeviceAddress.of(x),
                DeviceAddress.of(bias),
                DeviceAddress.of(out),
                Math.toIntExact(shape.get(3)),
                Math.toIntExact(bias.size()));
    }

    /**
     * @param x {@code [..., 2 width]}
     * @param out {@code [..., width]}, written
     */
    public void geglu(NDArray x, NDArray out) {
        Shape shape = out.getShape();
        int width = Math.toIntExact(shape.get(shape.dimension() - 1));
        long vectors = out.size() / VECTOR;
        common.launch(
                "geglu",
                new Grid(Math.toIntExact((vectors + BLOCK - 1) / BLOCK), 1, BLOCK, 0),
                DeviceAddress.of(x),
                DeviceAddress.of(out),
                out.size() / width,
                width);
    }

    /** Whether {@link #pathAttention} takes heads of so many channels. */
    public static boolean fitsPaths(long channels, int heads) {
        return channels % (heads * (long) VECTOR) == 0 && warps(Math.toIntExact(channels / heads)) > 0;
    }

    /** Warps of a block: as many of 4 as find room for their keys and values. */
    private static int warps(int headSize) {
        return Math.min(4, SHARED_BYTES / (2 * WARP * headSize * Short.BYTES));
    }

    /**
     * Attention of each token over the tokens of its motion path.
     *
     * @param q,k,v,base {@code [branches, frames · tokens, channels]}
     * @param out like {@code base}, written: base + share (attention − base), and base where a path has one token
     * @param cells {@code [tokens, frames]} int32, see {@code kernels.cu}
     */
    public void pathAttention(
            NDArray q, NDArray k, NDArray v, NDArray base, NDArray out, NDArray cells, int heads, double share) {
        int tokens = Math.toIntExact(cells.getShape().get(0));
        int frames = Math.toIntExact(cells.getShape().get(1));
        int headSize = Math.toIntExact(base.getShape().get(2) / heads);
        int warps = warps(headSize);
        CudaModule module = byHeadSize.computeIfAbsent(headSize, size -> module(List.of("-DHEAD=" + size)));
        module.launch(
                "path_attention",
                new Grid(
                        (tokens * heads + warps - 1) / warps,
                        Math.toIntExact(base.getShape().get(0)),
                        warps * WARP,
                        warps * 2 * WARP * headSize * Short.BYTES),
                DeviceAddress.of(q),
                DeviceAddress.of(k),
                DeviceAddress.of(v),
                DeviceAddress.of(base),
                DeviceAddress.of(out),
                DeviceAddress.of(cells),
                frames,
                tokens,
                heads,
                (float) share);
    }

    /** Whether {@link #windowAttention} takes such queries, {@code [images, tokens, channels]}, on this card. */
    public boolean fitsWindows(Shape queries, int heads) {
        return windows != null && WindowKernel.fits(queries, heads);
    }

    /**
     * Attention of each image's tokens over all tokens of the images that it sees.
     *
     * @param q,k,v {@code [images, tokens, channels]}
     * @param seen {@code [images, window]} int32, of {@code k} and {@code v}
     * @param out like {@code q}, written
     */
    public void windowAttention(NDArray q, NDArray k, NDArray v, NDArray seen, NDArray out, int heads) {
        windows.attend(q, k, v, seen, out, heads);
    }

    @Override
    public void close() {
        if (windows != null) {
            windows.close();
        }
        byHeadSize.values().forEach(CudaModule::close);
        common.close();
        CudaDriver.cuDevicePrimaryCtxRelease_v2(device);
    }
}
