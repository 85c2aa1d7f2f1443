package io.diffferv.engine.tensor.cuda;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** NVIDIA's run-time compiler, which every CUDA build of libtorch brings along. */
final class Nvrtc {
    private static final List<String> INSTALLED = List.of("libnvrtc.so.13", "libnvrtc.so.12");

    private final Functions functions;

    private Nvrtc(Functions functions) {
        this.functions = functions;
    }

    private interface Functions extends Library {
        int nvrtcCreateProgram(
                PointerByReference program, String source, String name, int headers, Pointer texts, Pointer names);

        int nvrtcCompileProgram(Pointer program, int options, String[] texts);

        int nvrtcGetCUBINSize(Pointer program, LongByReference size);

        int nvrtcGetCUBIN(Pointer program, Pointer code);

        int nvrtcGetProgramLogSize(Pointer program, LongByReference size);

        int nvrtcGetProgramLog(Pointer program, Pointer log);

        int nvrtcDestroyProgram(PointerByReference program);
    }

    /**
     * @param libtorch folder of libtorch's libraries
     * @throws UnsatisfiedLinkError when the compiler is neither there nor on the system's library path
     */
    static Nvrtc open(Path libtorch) throws IOException {
        UnsatisfiedLinkError last = null;
        for (String name : candidates(libtorch)) {
            try {
                return new Nvrtc(Native.load(name, Functions.class));
            } catch (UnsatisfiedLinkError e) {
                last = e;
            }
        }
        throw last;
    }

    private static List<String> candidates(Path libtorch) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(libtorch)) {
            files.filter(file -> file.getFileName().toString().matches("libnvrtc[-.0-9a-f]*\\.so.*"))
                    .filter(file -> !file.getFileName().toString().contains("alt"))
                    .map(Path::toString)
                    .sorted()
                    .forEach(names::add);
        }
        names.addAll(INSTALLED);
        return names;
    }

    /**
     * @param options as {@code nvcc} takes them; the architecture is one of a real device
     * @return machine code
     * @throws IllegalStateException with the compiler's log when the source does not compile
     */
    byte[] compile(String name, String source, List<String> options) {
        PointerByReference program = new PointerByReference();
        check(functions.nvrtcCreateProgram(program, source, name, 0, null, null), "nvrtcCreateProgram");
        try {
            Pointer handle = program.getValue();
            if (functions.nvrtcCompileProgram(handle, options.size(), options.toArray(String[]::new)) != 0) {
                throw new IllegalStateException(name + " does not compile for " + options + ": " + log(handle));
            }
            LongByReference size = new LongByReference();
            check(functions.nvrtcGetCUBINSize(handle, size), "nvrtcGetCUBINSize");
            try (Memory code = new Memory(size.getValue())) {
                check(functions.nvrtcGetCUBIN(handle, code), "nvrtcGetCUBIN");
                return code.getByteArray(0, Math.toIntExact(size.getValue()));
            }
        } finally {
            functions.nvrtcDestroyProgram(program);
        }
    }

    private String log(Pointer program) {
        LongByReference size = new LongByReference();
        check(functions.nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize");
        try (Memory text = new Memory(size.getValue())) {
            check(functions.nvrtcGetProgramLog(program, text), "nvrtcGetProgramLog");
            return text.getString(0);
        }
    }

    private static void check(int result, String function) {
        if (result != 0) {
            throw new IllegalStateException(function + " failed with error " + result);
        }
    }
}
