package io.diffferv.bridge.folders;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds a model by name in the folders that may hold models, or takes the folder that a path names. */
public final class ModelLookup {
    public static final String DEFAULT = "face-256";

    private static final String INDEX = "model_index.json";

    private final List<Path> folders;

    /** In the order of precedence. */
    public ModelLookup(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The user's own models before those that came with the program. */
    public static ModelLookup ofThisMachine() {
        List<Path> folders = new ArrayList<>(List.of(UserFolders.data().resolve("models")));
        String share = System.getProperty("diffferv.share");
        if (share != null) {
            folders.add(Path.of(share, "models").normalize());
        }
        return new ModelLookup(folders);
    }

    public List<Path> folders() {
        return folders;
    }

    /** Every installed model; of two with one name only the one that {@link #find} returns. */
    public List<Path> installed() {
        List<Path> models = new ArrayList<>();
        for (Path folder : folders) {
            children(folder)
                    .filter(child -> models.stream().noneMatch(known -> sameName(known, child)))
                    .forEach(models::add);
        }
        return models;
    }

    /**
     * @param nameOrFolder name of an installed model, a path, or that of the {@code model_index.json} in it, since the
     *     file chooser of a video editor takes no folders
     * @throws EditException with {@link FailureCode#MODEL} when there is no such model
     */
    public Path find(String nameOrFolder) {
        boolean isPath = nameOrFolder.contains(File.separator);
        Stream<Path> places = isPath ? Stream.empty() : folders.stream().map(folder -> folder.resolve(nameOrFolder));
        return Stream.concat(places, Stream.of(folder(Path.of(nameOrFolder))))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> missing(nameOrFolder));
    }

    private static Path folder(Path given) {
        return given.endsWith(INDEX) && given.getParent() != null ? given.getParent() : given;
    }

    private EditException missing(String nameOrFolder) {
        String names = installed().stream()
                .map(model -> model.getFileName().toString())
                .collect(Collectors.joining(", "));
        return new EditException(
                FailureCode.MODEL,
                new Problem(
                        "there is no such model",
                        "--model " + nameOrFolder,
                        "a folder in diffusers layout or the name of an installed model",
                        names.isEmpty() ? "no installed model at all" : "only " + names,
                        "see 'diffferv models list', or put the model's folder into " + folders.get(0)));
    }

    private static boolean sameName(Path one, Path other) {
        return one.getFileName().equals(other.getFileName());
    }

    private static Stream<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.exists(child.resolve(INDEX))).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
