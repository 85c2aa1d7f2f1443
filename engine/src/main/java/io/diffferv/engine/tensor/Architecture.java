package io.diffferv.engine.tensor;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kind of machine that computes, as far as it decides results to the last bit: libtorch takes other kernels, and so
 * other roundings, on another kind.
 */
public final class Architecture {
    private static final String GPU = "sm_";

    /** What libtorch and oneDNN choose their CPU kernels by. */
    private static final List<String> VECTORS = List.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile");

    private Architecture() {}

    /** Such as {@code sm_90} (a GPU's compute capability) or {@code cpu-amd64-avx2-avx512f}. */
    public static String of(Device device) {
        if (device.isGpu()) {
            return GPU + CudaUtils.getComputeCapability(device.getDeviceId());
        }
        Set<String> flags = cpuFlags();
        return Stream.concat(
                        Stream.of("cpu", System.getProperty("os.arch")),
                        VECTORS.stream().filter(flags::contains))
                .collect(Collectors.joining("-"));
    }

    /** Whether this is the name of a GPU's architecture. */
    public static boolean isGpu(String architecture) {
        return architecture.startsWith(GPU);
    }

    private static Set<String> cpuFlags() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Stream.of(line.split("\\s+")).collect(Collectors.toSet()))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
