package io.diffferv.engine.tensor.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/** The functions of NVIDIA's driver that load and launch a kernel; each returns 0 or an error's number. */
final class CudaDriver {
    static final int COMPUTE_CAPABILITY_MAJOR = 75;
    static final int COMPUTE_CAPABILITY_MINOR = 76;

    /** Of a function: bytes that a launch may add to what its blocks share. */
    static final int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;

    private CudaDriver() {}

    /** @throws UnsatisfiedLinkError when this machine has no such driver */
    static void bind() {
        Native.register(CudaDriver.class, "libcuda.so.1");
    }

    static native int cuInit(int flags);

    static native int cuDeviceGet(IntByReference device, int ordinal);

    static native int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    static native int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    static native int cuDevicePrimaryCtxRelease_v2(int device);

    static native int cuCtxSetCurrent(Pointer context);

    static native int cuModuleLoadData(PointerByReference module, byte[] image);

    static native int cuModuleUnload(Pointer module);

    static native int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    static native int cuFuncSetAttribute(Pointer function, int attribute, int value);

    static native int cuLaunchKernel(
            Pointer function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            Pointer stream,
            Pointer parameters,
            Pointer extra);
}
