package io.diffferv.engine.weights;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Checks that the tensors of a file cover its data from the first byte to the last, once. */
final class SafetensorsLayout {
    private SafetensorsLayout() {}

    /**
     * @param dataStart first byte after the header
     * @param fileSize bytes of the whole file
     */
    static void check(Path file, Collection<TensorEntry> entries, long dataStart, long fileSize) {
        List<TensorEntry> ordered = entries.stream()
                .sorted(Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::length))
                .toList();
        long covered = dataStart;
        for (TensorEntry entry : ordered) {
            if (entry.offset() < covered) {
                throw ModelProblem.damaged(
                        file,
                        "tensor " + entry.name() + " overlaps another",
                        "data from byte " + covered,
                        entry.offset());
            }
            if (entry.offset() > covered) {
                throw ModelProblem.damaged(
                        file,
                        "there is a hole before tensor " + entry.name(),
                        "data from byte " + covered,
                        entry.offset());
            }
            covered += entry.length();
            if (covered > fileSize) {
                throw ModelProblem.damaged(
                        file,
                        "the file ends inside tensor " + entry.name(),
                        "at least " + covered + " bytes",
                        fileSize + " bytes");
            }
        }
        if (covered != fileSize) {
            throw ModelProblem.damaged(
                    file, "there are bytes after the last tensor", covered + " bytes", fileSize + " bytes");
        }
    }
}
