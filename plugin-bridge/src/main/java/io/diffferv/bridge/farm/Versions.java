package io.diffferv.bridge.farm;

import io.diffferv.engine.probe.NativePart;
import java.util.Map;
import java.util.TreeMap;

/** What computes: the program and its libraries of machine code, by title. */
final class Versions {
    private Versions() {}

    /**
     * @param program its own version
     * @param more of other libraries, by title
     */
    static Map<String, String> here(String program, Map<String, String> more) {
        Map<String, String> versions = new TreeMap<>(Map.of("program", program));
        for (NativePart part : NativePart.values()) {
            versions.put(part.title(), part.probe().detail());
        }
        versions.putAll(more);
        return versions;
    }
}
