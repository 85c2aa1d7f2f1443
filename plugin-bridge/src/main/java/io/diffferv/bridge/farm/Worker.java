package io.diffferv.bridge.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process, as its files on the share name it. */
final class Worker {
    /** The name that Slurm gives a node, where several share a machine, before the machine's own. */
    private static final String HOST =
            System.getenv().getOrDefault("SLURMD_NODENAME", machine()).replaceAll("[^A-Za-z0-9-]", "-");

    private Worker() {}

    /** Such as {@code node7.1234}. */
    static String name() {
        return HOST + "." + ProcessHandle.current().pid();
    }

    /** Whether a name belongs to a process of this machine that is no more. */
    static boolean hasEnded(String name) {
        String own = HOST + ".";
        return name.matches(".*\\.\\d{1,18}")
                && name.substring(0, name.lastIndexOf('.') + 1).equals(own)
                && ProcessHandle.of(Long.parseLong(name.substring(own.length())))
                        .isEmpty();
    }

    private static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "node";
        }
    }
}
