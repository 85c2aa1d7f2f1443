package io.diffferv.engine.weights;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which files of a folder hold its weights: one file, its 16-bit variant, or shards named by an index. */
final class WeightFiles {
    private record ShardIndex(@SerializedName("weight_map") Map<String, String> fileOfTensor) {}

    private static final String ENDING = ".safetensors";

    private WeightFiles() {}

    /**
     * @param stem file name without ending, such as {@code diffusion_pytorch_model}
     * @throws EditException with {@link FailureCode#MODEL} when there is none, or when an index points outside its folder
     */
    static List<Path> find(Path folder, String stem) {
        for (String variant : List.of(stem, stem + ".fp16")) {
            Path single = folder.resolve(variant + ENDING);
            if (Files.exists(single)) {
                return List.of(single);
            }
            Path index = folder.resolve(variant + ENDING + ".index.json");
            if (Files.exists(index)) {
                return shards(index);
            }
        }
        throw ModelProblem.of(
                folder.toString(),
                "the weights are missing",
                stem + ENDING,
                pickles(folder, stem),
                "get the model's safetensors files, or convert a pickle with 'diffferv models import'");
    }

    /**
     * Every safetensors file of a folder, by name.
     *
     * @throws EditException with {@link FailureCode#MODEL} when there is none
     */
    static List<Path> all(Path folder) {
        List<Path> files = List.of();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> children = Files.list(folder)) {
                files = children.filter(child -> child.toString().endsWith(ENDING))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw ModelProblem.damaged(folder, "the folder cannot be read", "a readable folder", e.getMessage());
            }
        }
        if (files.isEmpty()) {
            throw ModelProblem.of(
                    folder.toString(),
                    "the weights are missing",
                    "a folder with safetensors files",
                    Files.isDirectory(folder) ? "a folder without" : "no folder",
                    "name the folder that they are in");
        }
        return files;
    }

    private static List<Path> shards(Path index) {
        try (Reader reader = Files.newBufferedReader(index)) {
            ShardIndex found = new Gson().fromJson(reader, ShardIndex.class);
            if (found == null
                    || found.fileOfTensor() == null
                    || found.fileOfTensor().containsValue(null)) {
                throw ModelProblem.damaged(index, "the shard index is incomplete", "a weight_map of file names", found);
            }
            return new TreeSet<>(found.fileOfTensor().values())
                    .stream().map(shard -> inFolder(index, shard)).toList();
        } catch (IOException | JsonParseException e) {
            throw ModelProblem.damaged(index, "the shard index cannot be read", "a JSON object", e.getMessage());
        }
    }

    private static Path inFolder(Path index, String shard) {
        if (!shard.endsWith(ENDING) || shard.contains("/") || shard.contains("\\") || shard.indexOf(0) >= 0) {
            throw ModelProblem.damaged(index, "a shard is no safetensors file of this folder", "a file name", shard);
        }
        return index.resolveSibling(shard);
    }

    private static String pickles(Path folder, String stem) {
        return Stream.of(stem + ".bin", "pytorch_model.bin")
                .filter(name -> Files.exists(folder.resolve(name)))
                .findFirst()
                .map(name -> "the pickle " + name)
                .orElse("nothing");
    }
}
