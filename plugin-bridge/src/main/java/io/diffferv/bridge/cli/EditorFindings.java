package io.diffferv.bridge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What doctor says of MLT and Kdenlive; the command line edits without either. */
final class EditorFindings {
    private static final String INSTALL =
            "only needed to edit inside it: install the Debian package, or run packaging/user-install.sh in the"
                    + " checkout and log in again";

    private EditorFindings() {}

    static List<Finding> all() {
        return List.of(
                program("MLT", "melt", Tool.of("melt", "--version"), Tool.of("melt-7", "--version")),
                filter(),
                // Without a desktop it ends before it tells its version.
                program("Kdenlive", "kdenlive", Tool.of("kdenlive", "--version")),
                effect(dataFolders(System.getenv("XDG_DATA_HOME"), System.getenv("XDG_DATA_DIRS"))));
    }

    private static Finding filter() {
        // melt exits with 0 for a filter it does not know, and its output differs.
        Optional<String> known = Tool.of("melt", "-query", "filter=diffferv").version();
        return known.isPresent()
                ? Finding.found("MLT filter", "diffferv, known to melt")
                : Finding.absent("MLT filter", "melt knows no filter named diffferv", INSTALL);
    }

    private static Finding program(String name, String debianPackage, Tool... alternatives) {
        return Stream.concat(
                        Stream.of(alternatives).flatMap(tool -> tool.version().stream()),
                        Stream.of(alternatives).flatMap(tool -> tool.file().map(Path::toString).stream()))
                .findFirst()
                .map(found -> Finding.found(name, found))
                .orElseGet(() -> Finding.absent(
                        name, "not on PATH", "only needed to edit inside it: apt-get install " + debianPackage));
    }

    /** @param dataFolders where Kdenlive looks, the user's first */
    static Finding effect(List<Path> dataFolders) {
        return dataFolders.stream()
                .map(folder -> folder.resolve("kdenlive/effects/diffferv.xml"))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> Finding.found("Effect", file.toString()))
                .orElseGet(() -> Finding.absent("Effect", "Kdenlive has no form for the filter", INSTALL));
    }

    /** The XDG base directory specification's folders for data, with its defaults where a variable is not set. */
    private static List<Path> dataFolders(String home, String system) {
        String own = isSet(home) ? home : System.getProperty("user.home") + "/.local/share";
        String others = isSet(system) ? system : "/usr/local/share:/usr/share";
        return Stream.of((own + ":" + others).split(":")).map(Path::of).toList();
    }

    private static boolean isSet(String value) {
        return value != null && !value.isEmpty();
    }
}
