package io.diffferv.bridge.mlt;

import java.nio.file.Path;
import java.util.List;

/**
 * What a project may reach: it is a program that can open any file and any address.
 *
 * @param roots folders below which everything that it names must lie
 * @param network whether it may name addresses
 * @param namedModels whether its effects may only name installed models, and no folders
 */
public record ProjectRules(List<Path> roots, boolean network, boolean namedModels) {
    /** A user's own project on the user's own machine. */
    public static final ProjectRules OWN = new ProjectRules(List.of(Path.of("/")), false, false);

    /** A project of somebody who is not trusted. */
    public static ProjectRules within(List<Path> roots) {
        return new ProjectRules(roots, false, false);
    }

    public ProjectRules {
        roots = List.copyOf(roots);
    }

    /** Whether everything on the machine may be read. */
    boolean everywhere() {
        return roots.stream().anyMatch(root -> root.getNameCount() == 0);
    }
}
