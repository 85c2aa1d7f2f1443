package io.diffferv.engine.tensor.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.HashMap;
import java.util.Map;

/** Compiled kernels on one device. Used by one thread at a time. */
final class CudaModule implements AutoCloseable {
    private static final int MOST_PARAMETERS = 16;

    /** libtorch's default stream, and ours: work on one stream runs in order. */
    private static final Pointer DEFAULT_STREAM = null;

    private final Pointer context;
    private final Pointer module;
    private final Map<String, Pointer> functions = new HashMap<>();

    /** The driver copies parameters while it launches, so that these serve every launch. */
    private final Memory values = new Memory(MOST_PARAMETERS * Long.BYTES);

    private final Memory pointers = new Memory(MOST_PARAMETERS * (long) com.sun.jna.Native.POINTER_SIZE);

    /** Blocks of a launch, threads of a block, and the bytes that a block's threads share. */
    record Grid(int x, int y, int z, int threads, int sharedBytes) {
        Grid(int x, int y, int threads, int sharedBytes) {
            this(x, y, 1, threads, sharedBytes);
        }
    }

    CudaModule(Pointer context, byte[] code) {
        this.context = context;
        check(CudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
        PointerByReference loaded = new PointerByReference();
        check(CudaDriver.cuModuleLoadData(loaded, code), "cuModuleLoadData");
        this.module = loaded.getValue();
        for (int i = 0; i < MOST_PARAMETERS; i++) {
            pointers.setPointer(i * (long) com.sun.jna.Native.POINTER_SIZE, values.share(i * (long) Long.BYTES));
        }
    }

    /** @param parameters addresses and sizes as {@code Long}, {@code Integer} or {@code Float} */
    void launch(String kernel, Grid grid, Object... parameters) {
        for (int i = 0; i < parameters.length; i++) {
            long at = i * (long) Long.BYTES;
            if (parameters[i] instanceof Long number) {
                values.setLong(at, number);
            } else if (parameters[i] instanceof Integer number) {
                values.setInt(at, number);
            } else {
                values.setFloat(at, (Float) parameters[i]);
            }
        }
        check(CudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
        int result = CudaDriver.cuLaunchKernel(
                functions.computeIfAbsent(kernel, this::function),
                grid.x(),
                grid.y(),
                grid.z(),
                grid.threads(),
                1,
                1,
                grid.sharedBytes(),
                DEFAULT_STREAM,
                pointers,
                null);
        check(result, kernel);
    }

    /** Lets a kernel's blocks share more than the driver allows unasked. */
    void allowShared(String kernel, int bytes) {
        check(CudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
        check(
                CudaDriver.cuFuncSetAttribute(
                        functions.computeIfAbsent(kernel, this::function),
                        CudaDriver.MAX_DYNAMIC_SHARED_SIZE_BYTES,
                        bytes),
                "cuFuncSetAttribute " + kernel);
    }

    private Pointer function(String kernel) {
        PointerByReference function = new PointerByReference();
        check(CudaDriver.cuModuleGetFunction(function, module, kernel), "cuModuleGetFunction " + kernel);
        return function.getValue();
    }

    static void check(int result, String what) {
        if (result != 0) {
            throw new IllegalStateException("CUDA error " + result + " from " + what);
        }
    }

    @Override
    public void close() {
        CudaDriver.cuCtxSetCurrent(context);
        CudaDriver.cuModuleUnload(module);
        values.close();
        pointers.close();
    }
}
