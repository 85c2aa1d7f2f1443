package io.diffferv.engine.tensor.cuda;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a tensor's values lie in the device's memory. DJL does not tell, but its handle is a pointer to libtorch's
 * {@code at::Tensor}, and libtorch exports {@code at::TensorBase::data_ptr<T>() const} for it.
 */
final class DeviceAddress {
    /** Mangled names of the function's instances. */
    private static final Map<String, String> SYMBOLS = Map.of(
            "halves", "_ZNK2at10TensorBase8data_ptrIN3c104HalfEEEPT_v",
            "floats", "_ZNK2at10TensorBase8data_ptrIfEEPT_v",
            "integers", "_ZNK2at10TensorBase8data_ptrIiEEPT_v");

    private DeviceAddress() {}

    private static native long halves(long tensor);

    private static native long floats(long tensor);

    private static native long integers(long tensor);

    /**
     * @param libtorch folder of libtorch's libraries
     * @throws UnsatisfiedLinkError when this libtorch exports no such functions
     */
    static void bind(Path libtorch) {
        FunctionMapper mapper = (library, method) -> SYMBOLS.get(method.getName());
        Native.register(
                DeviceAddress.class,
                NativeLibrary.getInstance(
                        libtorch.resolve("libtorch_cpu.so").toString(),
                        Map.of(Library.OPTION_FUNCTION_MAPPER, mapper)));
    }

    /** @param tensor fp16, fp32 or int32; anything else would make libtorch throw where nobody can catch */
    static long of(NDArray tensor) {
        long handle = ((PtNDArray) tensor).getHandle();
        return switch (tensor.getDataType()) {
            case FLOAT16 -> halves(handle);
            case FLOAT32 -> floats(handle);
            case INT32 -> integers(handle);
            default -> throw new IllegalArgumentException("no address of a tensor of " + tensor.getDataType());
        };
    }

    /** As {@link #of}, 0 for null. */
    static long orNull(NDArray tensor) {
        return tensor == null ? 0 : of(tensor);
    }
}
