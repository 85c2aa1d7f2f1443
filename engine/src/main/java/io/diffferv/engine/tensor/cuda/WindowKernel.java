package io.diffferv.engine.tensor.cuda;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Pointer;
import io.diffferv.engine.tensor.cuda.CudaModule.Grid;
import java.util.List;

/**
 * The kernels of {@code window_attention.cu}. libtorch's and cuDNN's attention pad heads of 40 channels to 64, and want
 * a copy of the keys and values for each window.
 */
final class WindowKernel implements AutoCloseable {
    static final String SOURCE = "window_attention.cu";

    /** It uses instructions that only this architecture has. */
    static final String MADE_FOR = "sm_90";

    private static final int HEAD = 40;
    private static final int CHUNKS = HEAD / 8;
    private static final int TILE = 128;
    private static final int STAGES = 4;
    private static final int GROUPS = 4;
    private static final int ROWS = 64;
    private static final int STEPS = 3;
    private static final int GROUP_THREADS = 128;
    private static final int PACKED_TOKENS = 8;
    private static final int MOST_THREADS = 1024;
    private static final int WORD = 16;
    private static final int SHARED_BYTES = STAGES * 2 * CHUNKS * TILE * WORD + GROUPS * 2 * STEPS * ROWS * WORD;

    private final CudaModule module;

    WindowKernel(Pointer context, Nvrtc compiler, String source) {
        this.module = new CudaModule(context, compiler.compile(SOURCE, source, List.of("--gpu-architecture=sm_90a")));
        module.allowShared("window_attention", SHARED_BYTES);
    }

    static boolean fits(Shape queries, int heads) {
        return queries.get(2) == (long) heads * HEAD
                && heads * CHUNKS * PACKED_TOKENS <= MOST_THREADS
                && queries.get(1) % TILE == 0;
    }

    /** See {@link FusedKernels#windowAttention}. */
    void attend(NDArray q, NDArray k, NDArray v, NDArray seen, NDArray out, int heads) {
        int images = Math.toIntExact(k.getShape().get(0));
        int tokens = Math.toIntExact(k.getShape().get(1));
        int lanes = heads * CHUNKS;
        Shape rows = seen.getShape();
        try (NDArray packed = k.getManager().create(new Shape(2, k.size()), k.getDataType())) {
            module.launch(
                    "pack_pairs",
                    new Grid(
                            tokens / PACKED_TOKENS,
                            images,
                            lanes * PACKED_TOKENS,
                            2 * PACKED_TOKENS * (lanes + 1) * WORD),
                    DeviceAddress.of(k),
                    DeviceAddress.of(v),
                    DeviceAddress.of(packed),
                    tokens,
                    heads);
            int queries = GROUPS * ROWS;
            module.launch(
                    "window_attention",
                    new Grid(
                            (tokens + queries - 1) / queries,
                            heads,
                            Math.toIntExact(rows.get(0)),
                            (GROUPS + 1) * GROUP_THREADS,
                            SHARED_BYTES),
                    DeviceAddress.of(q),
                    DeviceAddress.of(packed),
                    DeviceAddress.of(out),
                    DeviceAddress.of(seen),
                    tokens,
                    heads,
                    Math.toIntExact(rows.get(1)));
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
