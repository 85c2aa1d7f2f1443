package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.LogFolder;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.folders.UserFolders;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.probe.NativePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code diffferv doctor}: what an edit needs, whether it is here, and what to do where it is not. */
@Command(
        name = "doctor",
        description = "Shows what is found, what is missing and what to do; exit status 0 when edits on the CPU work.")
final class DoctorCommand implements Callable<Integer> {
    /** The default model in fp32 with a chunk's activations, measured with room to spare. */
    private static final long WANTED_MEMORY = 4L << 30;

    /** Inversions and finished chunks of a clip of some minutes. */
    private static final long WANTED_DISK = 2L << 30;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.found("Java", Runtime.version() + ", " + System.getProperty("java.home")));
        findings.add(memory());
        for (NativePart part : NativePart.values()) {
            findings.add(nativePart(part));
        }
        findings.add(gpu());
        findings.add(models());
        findings.add(cache());
        findings.addAll(EditorFindings.all());

        var out = spec.commandLine().getOut();
        findings.forEach(finding -> out.println(finding.line()));
        out.flush();
        return findings.stream()
                .mapToInt(Finding::status)
                .filter(status -> status != 0)
                .findFirst()
                .orElse(0);
    }

    private static Finding memory() {
        var machine = (com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        long total = machine.getTotalMemorySize();
        String found = "%s in all, %d cores".formatted(ByteSize.text(total), machine.getAvailableProcessors());
        return total >= WANTED_MEMORY
                ? Finding.found("Memory", found)
                : Finding.absent(
                        "Memory",
                        found,
                        "below %s an edit may run out of it: use --memory and a small --working-size"
                                .formatted(ByteSize.text(WANTED_MEMORY)));
    }

    private static Finding nativePart(NativePart part) {
        NativePart.Outcome outcome = part.probe();
        return outcome.loaded()
                ? Finding.found(part.title(), outcome.detail())
                : Finding.broken(
                        part.title(),
                        outcome.detail(),
                        "install what it names as missing (OpenCV: apt-get install libgtk2.0-0); otherwise a full,"
                                + " read-only or noexec cache folder is the usual cause; the log in %s says more"
                                        .formatted(LogFolder.path()),
                        FailureCode.TRY_AGAIN);
    }

    private static Finding gpu() {
        int gpus = NativePart.gpus();
        return gpus > 0
                ? Finding.found("GPU", gpus + " usable by libtorch")
                : Finding.absent(
                        "GPU",
                        "none usable by libtorch, edits run on the CPU",
                        "for a GPU build with 'mvn -Dgpu package' and set PYTORCH_LIBRARY_PATH to a libtorch with CUDA");
    }

    private static Finding models() {
        ModelLookup lookup = ModelLookup.ofThisMachine();
        List<Path> installed = lookup.installed();
        String folders = lookup.folders().stream().map(Path::toString).collect(Collectors.joining(" and "));
        return installed.isEmpty()
                ? Finding.broken(
                        "Models", "none in " + folders, "put a folder in diffusers layout there", FailureCode.MODEL)
                : Finding.found("Models", installed.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    private static Finding cache() {
        Path folder = UserFolders.cache();
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "doctor", ".probe"));
            long free = folder.toFile().getUsableSpace();
            String found = "%s, %s free".formatted(folder, ByteSize.text(free));
            return free >= WANTED_DISK
                    ? Finding.found("Cache", found)
                    : Finding.absent(
                            "Cache",
                            found,
                            "a longer clip needs more: free some, or set XDG_CACHE_HOME to a larger disk");
        } catch (IOException e) {
            return Finding.broken(
                    "Cache",
                    "%s cannot be written (%s)".formatted(folder, e),
                    "change its permissions, or set XDG_CACHE_HOME to a folder that can",
                    FailureCode.TRY_AGAIN);
        }
    }
}
