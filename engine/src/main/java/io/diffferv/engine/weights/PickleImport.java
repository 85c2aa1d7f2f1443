package io.diffferv.engine.weights;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.razorvine.pickle.Unpickler;

/**
 * Turns a PyTorch checkpoint into a safetensors file. A pickle is a program, so it is read by {@link TensorUnpickler},
 * which allows tensors only, in a Java process of its own with little memory, no environment and nothing on its class
 * path that is not needed for it.
 */
public final class PickleImport {
    private static final String HEAP = "-Xmx1g";
    private static final long MOST_MINUTES = 15;
    private static final int MOST_ANSWER_BYTES = 1 << 14;

    /** What the process says before it ends with the code's status. */
    private record Answer(FailureCode code, List<Problem> problems) {}

    private PickleImport() {}

    /**
     * Converts a checkpoint, in a process of its own.
     *
     * @param checkpoint a zip archive as PyTorch 1.6 and later save it; the weights are at the top, or under the key
     *     {@code model} or {@code state_dict}
     * @param safetensors the file to write; it appears whole or not at all
     * @throws EditException with {@link FailureCode#REFUSED} when the pickle asks for anything but tensors, with
     *     {@link FailureCode#MODEL} when it is damaged, otherwise as {@link SafetensorsWriter#write}
     */
    public static void importTo(Path checkpoint, Path safetensors) {
        if (!Files.isRegularFile(checkpoint)) {
            throw ModelProblem.of(
                    checkpoint.toString(), "there is nothing to import", "a file", "none", "check the path");
        }
        Process process = null;
        try {
            process = start(checkpoint.toAbsolutePath(), safetensors.toAbsolutePath());
            // The answer fits into the pipe, so the process never waits for its reader.
            if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
                throw broken(checkpoint, "no end after " + MOST_MINUTES + " minutes");
            }
            if (process.exitValue() != 0) {
                byte[] answer = process.getInputStream().readNBytes(MOST_ANSWER_BYTES);
                throw failure(checkpoint, process.exitValue(), new String(answer, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw broken(checkpoint, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EditException(
                    FailureCode.CANCELLED,
                    new Problem(
                            "the import was interrupted",
                            checkpoint.toString(),
                            "time to finish",
                            "an interruption",
                            "import it again"),
                    e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    /**
     * The other process: converts the checkpoint named first into the file named second. Ends with the status of its
     * {@link FailureCode}, after writing an {@link Answer} as JSON to its output.
     */
    public static void main(String[] arguments) {
        try {
            convert(Path.of(arguments[0]), Path.of(arguments[1]));
        } catch (EditException e) {
            System.out.print(new Gson().toJson(new Answer(e.code(), e.problems())));
            System.out.flush();
            System.exit(e.code().exitStatus());
        } catch (OutOfMemoryError | StackOverflowError e) {
            // Lengths and nesting that no checkpoint of this family has.
            System.exit(FailureCode.OUT_OF_MEMORY.exitStatus());
        }
    }

    /** The work itself; only safe in a process of its own. */
    static void convert(Path checkpoint, Path safetensors) {
        try (TorchArchive archive = TorchArchive.open(checkpoint)) {
            SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
            for (Map.Entry<String, TorchTensor> tensor : archive.tensors().entrySet()) {
                writer.tensor(
                        tensor.getKey(),
                        tensor.getValue().storage().type(),
                        tensor.getValue().shape(),
                        () -> read(archive, tensor.getValue()));
            }
            writer.write(safetensors);
        } catch (IOException | UncheckedIOException e) {
            throw broken(checkpoint, e.toString());
        }
    }

    private static ByteBuffer read(TorchArchive archive, TorchTensor tensor) {
        try {
            return archive.read(tensor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(Path checkpoint, Path safetensors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        classPath(),
                        PickleImport.class.getName(),
                        checkpoint.toString(),
                        safetensors.toString())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        return builder.start();
    }

    /** Where this room, the unpickler and the JSON library were loaded from. */
    private static String classPath() {
        return Stream.of(PickleImport.class, Unpickler.class, Gson.class)
                .map(PickleImport::origin)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry is no file", e);
        }
    }

    private static EditException failure(Path checkpoint, int status, String answer) {
        try {
            Answer failure = new Gson().fromJson(answer, Answer.class);
            if (failure != null && failure.code() != null && failure.problems() != null) {
                return new EditException(failure.code(), failure.problems());
            }
        } catch (JsonParseException e) {
            // The process broke down before it could answer.
        }
        return broken(checkpoint, "a process that ended with status " + status);
    }

    private static EditException broken(Path checkpoint, String found) {
        return ModelProblem.of(
                checkpoint.toString(),
                "the checkpoint could not be converted",
                "a PyTorch checkpoint",
                found,
                "download the checkpoint again, or convert it with PyTorch and safetensors");
    }
}
